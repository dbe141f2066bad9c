package servicetest

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// scopesOfMethods is which scope each method of the service needs, as data of its
// own. Any token will do for those of none.
func scopesOfMethods() map[operator.Scope]string {
	return map[operator.Scope]string{
		"none": `Whoami Logout`,
		operator.ScopeRead: `ListTokens ListConversations ShowConversation ListMessages ShowMessage ListDue ShowUpdateStats
			ShowResponseStats ShowInboxStats ShowActivationStats ShowScorecard
			ListEvents WatchEvents PropertyHistory Export Transcript OpenFile ListImports ShowImport ImportTemplate
			ListInbox NextInbox InboxTotals WatchInbox ShowMilestoneTemplate ListMilestones ListPeople ShowPerson
			ListCommunities ShowCommunity ListBuildings ShowBuilding ListProperties ShowProperty ListHolds Explain Suggest
			ListSchedule ShowScheduled Search ListTemplates ShowTemplate ListTransactions ShowTransaction
			ListUpdates ShowUpdate ListReceipts OpenUpdateFile ShowWorkspace Diagnose`,
		operator.ScopeWrite: `AddToken DeleteToken AddLoginCode CloseConversation ReopenConversation EditConversation
			MergeConversations SplitConversation MoveConversation UndoConversation SendMessage ReplyMessage EditMessage
			DeleteMessage PutFile MarkRead MarkUnread EditInbox BulkEditConversations BulkEditInbox UndoBulkEdit SetMilestoneTemplate CompleteMilestone ResetMilestone
			AddPerson EditPerson DeletePerson DeactivatePerson ActivatePerson MergePeople UndoMerge AddCommunity
			EditCommunity DeleteCommunity AssignCommunity UnassignCommunity AddBuilding EditBuilding DeleteBuilding
			AddProperty EditProperty DeleteProperty AssignProperty UnassignProperty ScheduleMessage EditSchedule
			CancelScheduled RunSchedule AddTemplate EditTemplate DeleteTemplate OpenTransaction EditTransaction
			CloseTransaction WithdrawTransaction ReopenTransaction PostUpdate EditUpdate PublishUpdate DeleteUpdate
			AcknowledgeUpdate LikeUpdate MarkSeen RemindUpdates`,
		operator.ScopeImport: `Import UndoImport`,
		operator.ScopeAdmin: `Backup AddWebhook ListWebhooks TestWebhook ReplayWebhook RotateWebhook DeleteWebhook EditWorkspace Check
			Reindex Sweep Dump VerifyAudit AuditAnchor InvitePeople SetHold ReleaseHold ErasePerson`,
	}
}

// testScopes asks every method with a token of its scope alone, and with one of all
// the others.
func testScopes(t *testing.T, w *World) {
	needs := map[string]operator.Scope{"Login": "nobody"}
	for scope, methods := range scopesOfMethods() {
		for method := range strings.FieldsSeq(methods) {
			needs[method] = scope
		}
	}
	rest := map[operator.Scope]string{}
	only := map[operator.Scope]string{}
	for scope := range scopesOfMethods() {
		var others []operator.Scope
		for _, s := range []operator.Scope{operator.ScopeRead, operator.ScopeWrite, operator.ScopeImport, operator.ScopeAdmin, operator.ScopeImpersonate} {
			if s != scope {
				others = append(others, s)
			}
		}
		if scope != "none" {
			only[scope], rest[scope] = w.token(t, "P1", scope), w.token(t, "P1", others...)
		}
	}
	for method := range reflect.TypeFor[operator.Service]().Methods() {
		scope, known := needs[method.Name]
		req := reflect.Zero(method.Type.In(1)).Interface()
		switch {
		case !known:
			t.Errorf("which scope does %s need?", method.Name)
			continue
		case scope == "nobody":
			continue
		case scope == "none":
			must(t)(nil, w.call(w.by(w.token(t, "P1", operator.ScopeImport)), method.Name, req))
			continue
		case !strings.HasPrefix(method.Name, "Watch"): // which have no end
			if err := w.call(w.by(only[scope]), method.Name, req); reasonOf(err) == "scope" {
				t.Errorf("%s is refused to a token of the scope %s: %v", method.Name, scope, err)
			}
		}
		err := w.call(w.by(rest[scope]), method.Name, req)
		if operator.CodeOf(err) != operator.Denied || reasonOf(err) != "scope" || !strings.HasSuffix(err.Error(), " "+string(scope)) {
			t.Errorf("%s by a token of all scopes but %s: %v", method.Name, scope, err)
		}
	}
}

// accessOperations are the ways of giving people something to sign in by.
func accessOperations() []operation {
	return []operation{
		{"own-token", func(c *cast, ctx context.Context, _ operator.Message) error {
			_, err := c.AddToken(ctx, operator.AddTokenRequest{})
			return err
		}},
		{"token-of-others", func(c *cast, ctx context.Context, _ operator.Message) error {
			_, err := c.AddToken(ctx, operator.AddTokenRequest{Person: c.wide})
			return err
		}},
		{"token-of-others", func(c *cast, ctx context.Context, _ operator.Message) error {
			_, err := c.AddLoginCode(ctx, operator.LoginCodeRequest{Person: c.wide})
			return err
		}},
		{"token-of-others", func(c *cast, ctx context.Context, _ operator.Message) error {
			_, err := c.ListTokens(ctx, operator.ListTokensRequest{Person: c.wide})
			return err
		}},
		{"invite", func(c *cast, ctx context.Context, _ operator.Message) error {
			_, err := c.InvitePeople(ctx, operator.InviteRequest{People: []operator.Ref{c.wide}})
			return err
		}},
	}
}
