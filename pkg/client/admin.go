package client

import (
	"context"
	"encoding/json"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListDue asks the instance to list what is late.
func (c *Client) ListDue(ctx context.Context, req operator.DueRequest) ([]operator.Due, error) {
	return call(ctx, c, api.ListDue, req)
}

// ShowUpdateStats asks the instance to show numbers about updates.
func (c *Client) ShowUpdateStats(ctx context.Context, req operator.UpdateStatsRequest) (operator.UpdateStats, error) {
	return call(ctx, c, api.ShowUpdateStats, req)
}

// ShowScorecard asks the instance to show how well homes are looked after.
func (c *Client) ShowScorecard(ctx context.Context, req operator.ScorecardRequest) (operator.Scorecard, error) {
	return call(ctx, c, api.ShowScorecard, req)
}

// ShowResponseStats asks the instance to show numbers about answers.
func (c *Client) ShowResponseStats(ctx context.Context, req operator.ResponseStatsRequest) (operator.ResponseStats, error) {
	return call(ctx, c, api.ShowResponseStats, req)
}

// ShowInboxStats asks the instance to show numbers about inboxes.
func (c *Client) ShowInboxStats(ctx context.Context, req operator.InboxStatsRequest) (operator.InboxStats, error) {
	return call(ctx, c, api.ShowInboxStats, req)
}

// ShowActivationStats asks the instance to show numbers about who has been here.
func (c *Client) ShowActivationStats(ctx context.Context, req operator.ActivationStatsRequest) (operator.ActivationStats, error) {
	return call(ctx, c, api.ShowActivationStats, req)
}

// Search asks the instance to search what people wrote.
func (c *Client) Search(ctx context.Context, req operator.SearchRequest) (operator.Page[operator.Hit], error) {
	return call(ctx, c, api.Search, req)
}

// Explain asks the instance to say why a person can or cannot see a thing.
func (c *Client) Explain(ctx context.Context, req operator.ExplainRequest) (operator.Explanation, error) {
	return call(ctx, c, api.Explain, req)
}

// Suggest asks the instance to list references that begin like a text.
func (c *Client) Suggest(ctx context.Context, req operator.SuggestRequest) ([]operator.Suggestion, error) {
	return call(ctx, c, api.Suggest, req)
}

// ListEvents asks the instance to list what happened.
func (c *Client) ListEvents(ctx context.Context, req operator.ListEventsRequest) (operator.Page[operator.Event], error) {
	return call(ctx, c, api.ListEvents, req)
}

// VerifyAudit asks the instance to verify the chains of events.
func (c *Client) VerifyAudit(ctx context.Context, req operator.VerifyAuditRequest) (operator.AuditReport, error) {
	return call(ctx, c, api.VerifyAudit, req)
}

// AuditAnchor asks the instance to show the head of the log.
func (c *Client) AuditAnchor(ctx context.Context, req operator.AnchorRequest) (operator.Anchor, error) {
	return call(ctx, c, api.AuditAnchor, req)
}

// Dump asks the instance to show rows as they are kept.
func (c *Client) Dump(ctx context.Context, req operator.DumpRequest) (operator.Page[json.RawMessage], error) {
	return call(ctx, c, api.Dump, req)
}

// ShowWorkspace asks the instance to show the workspace.
func (c *Client) ShowWorkspace(ctx context.Context, req operator.WorkspaceRequest) (operator.Workspace, error) {
	return call(ctx, c, api.ShowWorkspace, req)
}

// EditWorkspace asks the instance to change the workspace.
func (c *Client) EditWorkspace(ctx context.Context, req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	return call(ctx, c, api.EditWorkspace, req)
}

// Check asks the instance to look for damage.
func (c *Client) Check(ctx context.Context, req operator.CheckRequest) (operator.CheckReport, error) {
	return call(ctx, c, api.Check, req)
}

// Reindex asks the instance to make every index anew.
func (c *Client) Reindex(ctx context.Context, req operator.ReindexRequest) (operator.ReindexReport, error) {
	return call(ctx, c, api.Reindex, req)
}

// Diagnose asks the instance to look for trouble to come.
func (c *Client) Diagnose(ctx context.Context, req operator.DiagnoseRequest) ([]operator.Diagnosis, error) {
	return call(ctx, c, api.Diagnose, req)
}

// Sweep asks the instance to remove files that nothing names.
func (c *Client) Sweep(ctx context.Context, req operator.SweepRequest) (operator.SweepReport, error) {
	return call(ctx, c, api.Sweep, req)
}

// ListImports asks the instance to list imports.
func (c *Client) ListImports(ctx context.Context, req operator.ListImportsRequest) (operator.Page[operator.Import], error) {
	return call(ctx, c, api.ListImports, req)
}

// ShowImport asks the instance to show an import.
func (c *Client) ShowImport(ctx context.Context, req operator.ShowImportRequest) (operator.Import, error) {
	return call(ctx, c, api.ShowImport, req)
}

// UndoImport asks the instance to take back an import.
func (c *Client) UndoImport(ctx context.Context, req operator.UndoImportRequest) (operator.Import, error) {
	return call(ctx, c, api.UndoImport, req)
}

// ImportTemplate asks the instance to make a file to fill in.
func (c *Client) ImportTemplate(ctx context.Context, req operator.ImportTemplateRequest) (operator.ImportTemplate, error) {
	return call(ctx, c, api.ImportTemplate, req)
}

// Transcript asks the instance to show the complete history of a home or a sale.
func (c *Client) Transcript(ctx context.Context, req operator.TranscriptRequest) (operator.Transcript, error) {
	return call(ctx, c, api.Transcript, req)
}

// AddToken asks the instance to make a token.
func (c *Client) AddToken(ctx context.Context, req operator.AddTokenRequest) (operator.Token, error) {
	return call(ctx, c, api.AddToken, req)
}

// ListTokens asks the instance to list tokens.
func (c *Client) ListTokens(ctx context.Context, req operator.ListTokensRequest) (operator.Page[operator.Token], error) {
	return call(ctx, c, api.ListTokens, req)
}

// DeleteToken asks the instance to make a token worthless.
func (c *Client) DeleteToken(ctx context.Context, req operator.TokenRequest) (operator.Token, error) {
	return call(ctx, c, api.DeleteToken, req)
}

// AddLoginCode asks the instance to make a code that signs a person in, once.
func (c *Client) AddLoginCode(ctx context.Context, req operator.LoginCodeRequest) (operator.LoginCode, error) {
	return call(ctx, c, api.AddLoginCode, req)
}

// Login asks the instance to turn a code into a token.
func (c *Client) Login(ctx context.Context, req operator.LoginRequest) (operator.Token, error) {
	return call(ctx, c, api.Login, req)
}

// Logout asks the instance to give up the token of the request.
func (c *Client) Logout(ctx context.Context, req operator.LogoutRequest) (operator.Identity, error) {
	return call(ctx, c, api.Logout, req)
}

// Whoami asks the instance to say who acts.
func (c *Client) Whoami(ctx context.Context, req operator.WhoamiRequest) (operator.Identity, error) {
	return call(ctx, c, api.Whoami, req)
}

// InvitePeople asks the instance to invite people to sign in.
func (c *Client) InvitePeople(ctx context.Context, req operator.InviteRequest) ([]operator.Invite, error) {
	return call(ctx, c, api.InvitePeople, req)
}

// AddWebhook asks the instance to tell an address of what happens.
func (c *Client) AddWebhook(ctx context.Context, req operator.AddWebhookRequest) (operator.Webhook, error) {
	return call(ctx, c, api.AddWebhook, req)
}

// ListWebhooks asks the instance to list webhooks.
func (c *Client) ListWebhooks(ctx context.Context, req operator.ListWebhooksRequest) (operator.Page[operator.Webhook], error) {
	return call(ctx, c, api.ListWebhooks, req)
}

// TestWebhook asks the instance to try a webhook.
func (c *Client) TestWebhook(ctx context.Context, req operator.WebhookRequest) (operator.WebhookTest, error) {
	return call(ctx, c, api.TestWebhook, req)
}

// ReplayWebhook asks the instance to tell a webhook again.
func (c *Client) ReplayWebhook(ctx context.Context, req operator.ReplayWebhookRequest) (operator.Webhook, error) {
	return call(ctx, c, api.ReplayWebhook, req)
}

// RotateWebhook asks the instance to give a webhook another secret.
func (c *Client) RotateWebhook(ctx context.Context, req operator.RotateWebhookRequest) (operator.Webhook, error) {
	return call(ctx, c, api.RotateWebhook, req)
}

// DeleteWebhook asks the instance to delete a webhook.
func (c *Client) DeleteWebhook(ctx context.Context, req operator.WebhookRequest) (operator.Webhook, error) {
	return call(ctx, c, api.DeleteWebhook, req)
}
