package people

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newMerge(d *deps.Deps) *cobra.Command {
	return &cobra.Command{
		Use:   "merge INTO FROM",
		Short: "Make one person of two who are the same",
		Long: `Make one person of two entries of the same person. INTO stays; the homes, sales,
conversations and messages of FROM are theirs from then on, and so is what INTO
has no value for: e-mail, phones, title, ids of other systems. FROM is in no list
any more, and their reference leads to INTO wherever somebody is named.

INTO comes to see what FROM saw: what that is, --dry-run and the question say.
A merge can be taken back, until either changes: operator person undo INTO.`,
		Example: `  operator person merge P3 P9 --dry-run
  operator person merge ana@mail.example P9 --yes`,
		Args:              deps.Args("INTO", "FROM"),
		ValidArgsFunction: deps.CompleteArgs(d, "person", "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := operator.MergePeopleRequest{Into: operator.Ref(args[0]), From: operator.Ref(args[1]), Confirmed: true}
			return deps.End(cmd.Context(), d, thing(), req, mergeQuestion, operator.Service.MergePeople, tellMerge)
		},
	}
}

// mergeQuestion asks about a merge; nothing where they were merged before.
func mergeQuestion(p operator.Person) string {
	if p.Merge == nil {
		return ""
	}
	question := fmt.Sprintf("Merge %s into %s (%s)?", deps.Who(p.Merge.From), p.Name, p.Ref)
	if gains := mergeGains(p.Merge, fewNamed); gains != "" {
		question = fmt.Sprintf("%s comes to see %s. %s", p.Name, gains, question)
	}
	return question
}

// How many of many things a question names, and a note.
const (
	fewNamed  = 5
	manyNamed = 20
)

// mergeGains is what somebody comes to see by a merge, naming at most so many of a
// kind: "the homes MR-014, MR-015 and 3 more, the conversation C42, and the updates of
// MR-014 (7)". The json of the answer names all.
func mergeGains(m *operator.PersonMerge, most int) string {
	talks := make([]string, len(m.Conversations))
	for i, id := range m.Conversations {
		talks[i] = id.String()
	}
	updates := make([]string, len(m.Updates))
	for i, on := range m.Updates {
		updates[i] = fmt.Sprintf("%s (%d)", on.Property, on.Count)
	}
	var gains []string
	for _, kind := range []struct {
		one, many string
		refs      []string
	}{
		{"community", "communities", m.Communities},
		{"home", "homes", m.Properties},
		{"conversation", "conversations", talks},
		{"updates of", "updates of", updates},
		{"earlier history of", "earlier history of", m.History},
	} {
		switch n := len(kind.refs); {
		case n == 0:
		case n == 1:
			gains = append(gains, "the "+kind.one+" "+kind.refs[0])
		case n <= most:
			gains = append(gains, "the "+kind.many+" "+strings.Join(kind.refs, ", "))
		default:
			gains = append(gains, fmt.Sprintf("the %s %s and %d more", kind.many, strings.Join(kind.refs[:most], ", "), n-most))
		}
	}
	if last := len(gains) - 1; last > 0 {
		return strings.Join(gains[:last], ", ") + ", and " + gains[last]
	}
	return strings.Join(gains, "")
}

// tellMerge says what somebody comes to see, as handOver does of a leaver, and how
// to take the merge back.
func tellMerge(d *deps.Deps, p operator.Person) {
	if p.Merge == nil {
		deps.Tell(d, "nothing to do: they were merged before")
		return
	}
	if len(p.Merge.Taken) > 0 {
		render.Note(d.IO, d.Output, "taken from %s: %s", p.Merge.From.Ref, strings.ReplaceAll(strings.Join(p.Merge.Taken, ", "), "_", " "))
	}
	if gains := mergeGains(p.Merge, manyNamed); gains != "" {
		render.Note(d.IO, d.Output, "%s comes to see %s", p.Name, gains)
	}
	deps.Next(d, "operator person undo %s takes it back, until either changes", p.Ref)
}
