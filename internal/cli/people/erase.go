package people

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newErase(d *deps.Deps) *cobra.Command {
	req := operator.ErasePersonRequest{Confirmed: true}
	cmd := &cobra.Command{
		Use:   "erase PERSON --reason REASON",
		Short: "Erase what tells who a person is",
		Long: `Erase what tells who a person is, as they may ask by law: name, e-mail, phones,
title, ids of other systems, what they sign in by, what they had drafted and
planned, and what the log, imports and idempotency keys keep of it. Their number
stays in sales, conversations and events, called "Erased person P7"; the log still
verifies. What they wrote stays as evidence, unless --with-messages clears their
texts and files too. It cannot be undone.

Who buys in an open sale, is active in the team, or has a part in a home that is
on hold (operator hold) cannot be erased. The bytes are gone from the disk after
operator compact; backups, exports and transcripts keep theirs. --dry-run says what
would be erased, and what remains.`,
		Example: `  operator person erase P7 --reason "asked on 3 March" --dry-run
  operator person erase P7 --reason "asked on 3 March" --with-messages --yes`,
		Args:              deps.Args("PERSON"),
		ValidArgsFunction: deps.CompleteArgs(d, "person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Person = operator.Ref(args[0])
			return deps.End(cmd.Context(), d, erasure(), req, eraseQuestion, operator.Service.ErasePerson, func(d *deps.Deps, e operator.Erasure) {
				deps.Next(d, "operator compact takes it off the disk; this cannot be undone")
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&req.Reason, "reason", "", "the `REASON`, which the log keeps; write nothing of the person in it")
	f.BoolVar(&req.Messages, "with-messages", false, "clear also the texts and files of what they wrote")
	deps.Require(cmd, "reason")
	return cmd
}

// eraseQuestion asks about an erasure; nothing where there is nothing left to erase.
func eraseQuestion(e operator.Erasure) string {
	if len(e.Fields) == 0 && e.Erased == (operator.ErasureCounts{}) {
		return ""
	}
	what := "who " + e.Person.String() + " is"
	if e.Erased.Messages > 0 {
		what += " and " + deps.Count(e.Erased.Messages, "message", "messages") + " they wrote"
	}
	return fmt.Sprintf("Erase %s? It cannot be brought back.", what)
}

// erasure says how an erasure is written.
func erasure() deps.Thing[operator.Erasure] {
	return deps.Thing[operator.Erasure]{
		Ref: func(e operator.Erasure) string { return e.Person.String() },
		Fields: []render.Field[operator.Erasure]{
			{Name: "person", Title: "Person", Text: func(e operator.Erasure) string { return e.Person.String() }, Reference: true},
			{Name: "name", Title: "Name now", Text: func(e operator.Erasure) string { return e.Name }},
			{Name: "kind", Title: "Kind", Text: func(e operator.Erasure) string { return string(e.Kind) }},
			{Name: "aliases", Title: "With", Text: erasedAliases, Reference: true},
			{Name: "fields", Title: "Fields", Text: func(e operator.Erasure) string { return strings.ReplaceAll(strings.Join(e.Fields, ", "), "_", " ") }},
			{Name: "erased", Title: "Erased", Text: erasedCounts, Exact: exactCounts},
			{Name: "remains", Title: "Remains", Text: erasedRemains},
			{Name: "mentions", Title: "Named in", Text: erasedMentions, Reference: true},
			{Name: "until", Title: "On disk", Text: func(e operator.Erasure) string { return strings.Join(e.Until, "; ") }},
			{Name: "at", Title: "At", Text: func(e operator.Erasure) string { return render.Stamp(e.At) }, Hidden: true},
		},
	}
}

func erasedAliases(e operator.Erasure) string { return aliases(operator.Person{Aliases: e.Aliases}) }

// counted is what an erasure counts, in the order in which it is told.
func counted(n operator.ErasureCounts) []struct {
	n               int
	one, many, name string
} {
	return []struct {
		n               int
		one, many, name string
	}{
		{n.SignIns, "token or code", "tokens and codes", "sign_ins"},
		{n.Planned, "planned message", "planned messages", "planned"},
		{n.Drafts, "draft", "drafts", "drafts"},
		{n.Messages, "message", "messages", "messages"},
		{n.Versions, "version of messages", "versions of messages", "versions"},
		{n.Files, "file", "files", "files"},
		{n.Events, "detail of events", "details of events", "events"},
		{n.Imports, "row of imports", "rows of imports", "imports"},
		{n.Answers, "kept answer", "kept answers", "answers"},
	}
}

func erasedCounts(e operator.Erasure) string {
	var parts []string
	for _, c := range counted(e.Erased) {
		if c.n > 0 {
			parts = append(parts, deps.Count(c.n, c.one, c.many))
		}
	}
	return strings.Join(parts, ", ")
}

func exactCounts(e operator.Erasure) string {
	var parts []string
	for _, c := range counted(e.Erased) {
		parts = append(parts, c.name+"="+strconv.Itoa(c.n))
	}
	return strings.Join(parts, " ")
}

func erasedRemains(e operator.Erasure) string {
	return deps.Joined(e.Remains, "; ", func(r operator.ErasureRemains) string { return fmt.Sprintf("%s: %d (%s)", r.What, r.Count, r.Why) })
}

func erasedMentions(e operator.Erasure) string {
	return deps.Joined(e.Mentions, " ", operator.MessageID.String)
}
