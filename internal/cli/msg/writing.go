package msg

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// help is what send and reply have in common.
const help = deps.BodyHelp + ` To
send files alone, give an empty text: -b "". With --dry-run you see who would
see the message. Warnings are said even with --quiet.`

// writing is a message that is being written: its text and its files.
type writing struct {
	body  deps.Body
	files deps.Attachments
}

func (w *writing) flags(cmd *cobra.Command) {
	w.body.Flags(cmd)
	w.files.Flags(cmd)
}

// send gets text and files together, sends them, and writes what came of it. Files
// are opened before anybody writes a text that could not be sent with them.
func (w *writing) send(ctx context.Context, d *deps.Deps, send func(ctx context.Context, s operator.Service, text string, files []operator.NewAttachment) (operator.Message, error)) (err error) {
	if err := thing(d, time.UTC).Check(d); err != nil && !listsAudience(d) {
		return err
	}
	files, err := w.files.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	text, err := w.body.Read(ctx, d, nil)
	if err != nil {
		return err
	}
	m, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (operator.Message, error) {
		attached, err := files.Upload(ctx, s)
		if err != nil {
			return operator.Message{}, err
		}
		return send(ctx, s, text, attached)
	})
	if err != nil {
		return w.body.Rescue(d, err)
	}
	return writeSent(d, m)
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
		return thing(d, time.UTC).Write(d, m)
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
func listsAudience(d *deps.Deps) bool {
	switch d.Output.Format {
	case render.JSON, render.JSONL, render.YAML:
		return false
	}
	return d.DryRun
}

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
