package msg

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// help is what send and reply have in common.
const help = deps.BodyHelp + ` To
send files alone, give an empty text: -b "". With --dry-run you see who would
see the message. Warnings are said even with --quiet.`

// writing is a message that is being written: its text and its files, the template
// that it is from, and when it goes out.
type writing struct {
	body     deps.Body
	files    deps.Attachments
	template string
	given    []string
	vars     map[string]string
	at       string
}

func (w *writing) flags(cmd *cobra.Command, d *deps.Deps) {
	w.body.Flags(cmd)
	w.files.Flags(cmd)
	f := cmd.Flags()
	f.StringVar(&w.template, "from-template", "", "take the text from the template `NAME`")
	f.StringArrayVar(&w.given, "var", nil, "a value for the template, as `KEY=VALUE`; can be repeated")
	f.StringVar(&w.at, "at", "", "send it at `TIME`, when operator schedule run runs")
	deps.CompleteFlag(cmd, d, "from-template", "template")
}

// written is what a message is made of, once it is together.
type written struct {
	text  string
	files []operator.NewAttachment
}

// send gets text and files together, sends them or plans to, and writes what came of
// it. Files are opened before anybody writes a text that could not be sent with them.
func (w *writing) send(ctx context.Context, d *deps.Deps,
	send func(context.Context, operator.Service, written) (operator.Message, error),
	plan func(context.Context, operator.Service, written) (operator.Scheduled, error),
) (err error) {
	if err := w.check(d); err != nil {
		return err
	}
	if w.vars, err = deps.Vars(w.given); err != nil {
		return err
	}
	files, err := w.files.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	var is written
	if w.template == "" || w.body.Given() {
		if is.text, err = w.body.Read(ctx, d, nil); err != nil {
			return err
		}
	}
	if w.at != "" {
		return w.body.Rescue(d, planned(ctx, d, files, is, plan))
	}
	m, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
		return deps.Attach(ctx, s, files, func(ctx context.Context, list []operator.NewAttachment) (operator.Message, error) {
			is.files = list
			return send(ctx, s, is)
		})
	})
	if err != nil {
		return w.body.Rescue(d, err)
	}
	return writeSent(d, m)
}

// check refuses columns that what is written in the end has not.
func (w *writing) check(d *deps.Deps) error {
	switch {
	case w.at != "":
		return deps.Planned(d).Check(d)
	case listsAudience(d):
		return nil
	}
	return thing(d).Check(d)
}

// planned plans a message, and writes what came of it.
func planned(ctx context.Context, d *deps.Deps, files deps.Files, is written, plan func(context.Context, operator.Service, written) (operator.Scheduled, error)) error {
	item, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Scheduled, error) {
		return deps.Attach(ctx, s, files, func(ctx context.Context, list []operator.NewAttachment) (operator.Scheduled, error) {
			is.files = list
			return plan(ctx, s, is)
		})
	})
	if err != nil {
		return err
	}
	d.Warn(item.Warnings)
	if !d.Sentences() {
		return deps.Planned(d).Write(d, item)
	}
	if item.Replayed {
		render.Note(d.IO, d.Output, "it was planned before with the same key, and not again")
	}
	where := item.Property
	if !item.Conversation.IsZero() {
		where = item.Conversation.String() + " (" + where + ")"
	}
	return d.Say("%s planned for %s in %s", item.Ref, d.Moment(item.At), where)
}

// writeSent writes what came of sending a message.
func writeSent(d *deps.Deps, m operator.Message) error {
	d.Warn(m.Warnings)
	if d.DryRun {
		where := "go on in " + m.Conversation.String() + " (" + m.Property + ")"
		if m.Started {
			where = "start a conversation on " + m.Property
		}
		render.Note(d.IO, d.Output, "administrators and auditors can open any conversation, and that is recorded")
		render.Note(d.IO, d.Output, "it would %s, seen by %s:", where, deps.Count(len(m.Audience), "person", "people"))
	}
	switch {
	case listsAudience(d):
		return render.List(d.IO, d.Output, m.Audience, audience())
	case !d.Sentences():
		return thing(d).Write(d, m)
	}
	if m.Replayed {
		render.Note(d.IO, d.Output, "it was sent before with the same key, and not again")
	}
	started := ""
	if m.Started {
		started = ", a new conversation,"
	}
	return d.Say("%s sent in %s (%s)%s to %s", m.Ref, m.Conversation, m.Property, started, deps.Count(others(m), "person", "people"))
}

// others is how many people a message reaches.
func others(m operator.Message) int {
	n := 0
	for _, p := range m.Audience {
		if p.Ref != m.Author.Ref {
			n++
		}
	}
	return n
}

// listsAudience says that who would see the message is written, in place of the
// message: in a dry run, but for formats that hold the message with them.
func listsAudience(d *deps.Deps) bool { return d.DryRun && !d.Output.Format.Whole() }

// audience is the list of those who would see a message.
func audience() render.Sheet[operator.PersonSummary] {
	return render.Sheet[operator.PersonSummary]{
		Columns: []render.Column[operator.PersonSummary]{
			{Name: "ref", Title: "Person", Reference: true, Text: func(p operator.PersonSummary) string { return p.Ref.String() }},
			{Name: "name", Title: "Name", Flexible: true, Text: func(p operator.PersonSummary) string { return p.Name }},
			{Name: "email", Title: "E-mail", Flexible: true, Text: func(p operator.PersonSummary) string { return operator.Value(p.Email) }},
			{Name: "kind", Title: "Kind", Text: func(p operator.PersonSummary) string { return string(p.Kind) }},
		},
		Ref: func(p operator.PersonSummary) string { return p.Ref.String() },
	}
}

func beginning(words []string, typed string) []cobra.Completion {
	var list []cobra.Completion
	for _, w := range words {
		if strings.HasPrefix(w, strings.ToLower(typed)) {
			list = append(list, w)
		}
	}
	return list
}
