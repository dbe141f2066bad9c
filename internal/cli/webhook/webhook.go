// Package webhook is the commands about addresses that are told of events.
package webhook

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "webhook",
		Short: "Have other systems told of what happens",
		Long: `Have other systems told of what happens: each event is sent to an address over
HTTP, signed as https://www.standardwebhooks.com has it, at least once, and those
of a home in their order. What is not taken (with a status of 200 to 299) is sent
again, after 5 seconds at first and 6 hours at last; meanwhile the home it is
about waits, and others go on. After five days, or an answer of 410, the webhook
is disabled.

Only a running server delivers: see operator serve. Administrators alone have to
do with webhooks, and one is told only as long as who added it is one.`,
	}
	cmd.AddCommand(newAdd(d), newList(d), newTest(d), newReplay(d), newRotate(d), newDelete(d))
	return cmd
}

type hook = operator.Webhook

func ref(w hook) string { return w.Ref.String() }

// actions is what a webhook is told of, for people.
func actions(w hook) string {
	if len(w.Actions) == 0 {
		return "everything"
	}
	return strings.Join(w.Actions, ", ")
}

func exactActions(w hook) string { return strings.Join(w.Actions, " ") }

func delivered(w hook) string {
	if w.DeliveredSeq == 0 {
		return ""
	}
	return strconv.FormatUint(w.DeliveredSeq, 10)
}

// count is a number, and nothing for zero.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// thing says how one webhook is written.
func thing(d *deps.Deps) deps.Thing[hook] {
	return deps.Thing[hook]{Ref: ref, Fields: []render.Field[hook]{
		{Name: "ref", Title: "Webhook", Reference: true, Text: ref},
		{Name: "url", Title: "Address", Text: func(w hook) string { return w.URL }},
		{Name: "secret", Title: "Secret", Text: func(w hook) string { return operator.Value(w.Secret) }},
		{Name: "old_secret_until", Title: "Old secret until", Text: func(w hook) string { return d.OptionalMoment(w.OldSecretUntil) }, Exact: oldUntil},
		{Name: "actions", Title: "Told of", Text: actions, Exact: exactActions},
		{Name: "property", Title: "Property", Reference: true, Text: func(w hook) string { return operator.Value(w.Property) }},
		{Name: "state", Title: "State", Text: func(w hook) string { return w.State }},
		{Name: "because", Title: "Because", Text: func(w hook) string { return operator.Value(w.Because) }},
		{Name: "allow_private", Title: "Private networks", Hidden: true, Text: func(w hook) string { return strconv.FormatBool(w.AllowPrivate) }},
		{Name: "by", Title: "Answers for it", Text: func(w hook) string { return deps.Who(w.By) }, Exact: func(w hook) string { return w.By.Ref.String() }},
		{Name: "delivered_seq", Title: "Told up to", Text: delivered},
		{Name: "failures", Title: "Failures", Text: func(w hook) string { return count(w.Failures) }},
		{Name: "waiting", Title: "Homes that wait", Text: func(w hook) string { return count(w.Waiting) }},
		{Name: "last_error", Title: "Last error", Text: func(w hook) string { return operator.Value(w.LastError) }},
		{Name: "next_attempt_at", Title: "Next attempt", Text: func(w hook) string { return d.OptionalAge(w.NextAttemptAt, "") }, Exact: func(w hook) string { return deps.Stamp(w.NextAttemptAt) }},
		{Name: "created_at", Title: "Added", Hidden: true, Text: func(w hook) string { return render.Stamp(w.CreatedAt) }},
	}}
}

func oldUntil(w hook) string { return deps.Stamp(w.OldSecretUntil) }

// sheet says how a list of webhooks is written.
func sheet(d *deps.Deps) render.Sheet[hook] {
	return render.Sheet[hook]{Ref: ref, Empty: "No webhooks.", Columns: []render.Column[hook]{
		{Name: "ref", Title: "Ref", Reference: true, Text: ref},
		{Name: "url", Title: "Address", Flexible: true, Share: 2, Text: func(w hook) string { return w.URL }},
		{Name: "actions", Title: "Told of", Flexible: true, Text: actions, Exact: exactActions},
		{Name: "property", Title: "Property", Reference: true, Text: func(w hook) string { return operator.Value(w.Property) }},
		{Name: "state", Title: "State", Text: func(w hook) string { return w.State }},
		{Name: "delivered_seq", Title: "Told up to", Align: render.Right, Spare: true, Text: delivered},
		{Name: "failures", Title: "Failures", Align: render.Right, Spare: true, Text: func(w hook) string { return count(w.Failures) }},
		{Name: "last_error", Title: "Last error", Flexible: true, Spare: true, Text: func(w hook) string { return operator.Value(w.LastError) }},
		{Name: "because", Title: "Because", Hidden: true, Flexible: true, Text: func(w hook) string { return operator.Value(w.Because) }},
		{Name: "waiting", Title: "Homes that wait", Hidden: true, Align: render.Right, Text: func(w hook) string { return count(w.Waiting) }},
		{Name: "next_attempt_at", Title: "Next attempt", Hidden: true, Text: func(w hook) string { return d.OptionalAge(w.NextAttemptAt, "") }, Exact: func(w hook) string { return deps.Stamp(w.NextAttemptAt) }},
		{Name: "old_secret_until", Title: "Old secret until", Hidden: true, Text: oldUntil},
		{Name: "by", Title: "Answers for it", Hidden: true, Flexible: true, Text: func(w hook) string { return w.By.Name }, Exact: func(w hook) string { return w.By.Ref.String() }},
		{Name: "created_at", Title: "Added", Hidden: true, Text: func(w hook) string { return render.Stamp(w.CreatedAt) }},
	}}
}
