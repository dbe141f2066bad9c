package transcript

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (w writer) home() section {
	p := w.Property
	primary := ""
	if p.PrimaryContact != nil {
		primary = who(*p.PrimaryContact)
	}
	return section{ID: "home", Title: "The home", Blocks: []block{{Facts: facts(
		"Code", p.Code, "Reference", p.Ref.String(), "Codes before", strings.Join(p.Aliases, ", "), "Community", p.Community,
		"Building", p.Building.String(), "Lot", operator.Value(p.Lot), "Address", address(p), "Plan", operator.Value(p.Plan),
		"Stage", string(p.Stage), "Primary contact", primary, "Team", names(p.Team), "Buyers", names(p.Buyers),
		"Other systems", external(p.ExternalIDs),
	)}}}
}

// external is ids in other systems, in an order.
func external(ids map[string]string) string {
	var all []string
	for system, id := range ids {
		all = append(all, strings.TrimSpace(system+" "+id))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func (w writer) sales() section {
	s := section{ID: "sales", Title: "Sales", Empty: "No sale."}
	for _, sale := range w.Sales {
		price := ""
		if sale.ContractPrice != nil {
			price = sale.ContractPrice.Amount + " " + sale.ContractPrice.Currency
		}
		s.Blocks = append(s.Blocks, block{Heading: sale.Ref.String()}, block{Facts: facts(
			"Status", string(sale.Status), "Buyers", names(sale.Buyers), "Price", price, "Contract", date(sale.ContractDate),
			"Expected closing", date(sale.ExpectedClosing), "Closed", date(sale.ClosingDate), "Withdrawn", date(sale.WithdrawalDate),
			"Other systems", external(sale.ExternalIDs), "Opened", w.stamp(sale.CreatedAt),
		)})
	}
	return s
}

func (w writer) people() section {
	g := &grid{Head: []string{"Person", "Name", "Kind", "E-mail"}, Shares: []int{2, 5, 2, 5}}
	for _, p := range w.People {
		g.Rows = append(g.Rows, []string{p.Ref.String(), line(p.Name), kind(p.Kind), line(operator.Value(p.Email))})
	}
	return section{ID: "people", Title: "People", Blocks: []block{{Table: g}}}
}

func (w writer) milestones() section {
	g := &grid{Head: []string{"No.", "Milestone", "State", "Completed", "Note", "Update"}, Shares: []int{1, 4, 3, 3, 5, 2}}
	for _, m := range w.Milestones {
		g.Rows = append(g.Rows, []string{
			strconv.Itoa(m.Position), line(m.Name), string(m.State), date(m.CompletedAt), line(operator.Value(m.Note)), m.Update.String(),
		})
	}
	return section{ID: "milestones", Title: "Milestones", Blocks: []block{{Table: g}}}
}

func (w writer) history() section {
	s := section{ID: "history", Title: "What happened", Empty: "Nothing that may be told."}
	if len(w.History) == 0 {
		return s
	}
	g := &grid{Head: []string{"Event", "When", "What", "Hash"}, Shares: []int{2, 5, 13, 4}}
	for _, e := range w.History {
		text := line(e.Text)
		if e.Excerpt != nil && *e.Excerpt != "" {
			text += ": " + line(*e.Excerpt)
		}
		g.Rows = append(g.Rows, []string{strconv.FormatUint(e.Seq, 10), w.stamp(e.At), text, e.Hash[:min(16, len(e.Hash))]})
	}
	s.Blocks = []block{{Table: g}}
	return s
}

// proof says how anybody can find out that nothing was altered, and what that proves.
func (w writer) proof() section {
	told := fmt.Sprintf("%d updates, %d conversations and %d events are told here, as far as %s may see them.",
		len(w.Updates), len(w.Conversations), len(w.History), who(w.By))
	proof := facts("What this is", told, "This folder",
		"manifest.json names every file of the folder with its SHA-256. “operator transcript verify DIR”, or “sha256sum -c MANIFEST.sha256”, "+
			"finds what was altered since. Whoever can write all of the folder anew can make one that agrees with itself: "+
			"keep the digest of manifest.json elsewhere, and give it with --expect.",
		"The log", "An event transcript.made in the log of the workspace has the SHA-256 of the transcript as JSON, which manifest.json gives as content.")
	if w.Anchor != nil {
		proof = append(proof, facts("Events of the home", fmt.Sprintf("%d when this was made, the last of them event %d", w.Anchor.Events, w.Anchor.LastEvent),
			"The head", "“operator audit verify -p "+w.Property.Code+" --expect-head HEAD” finds out whether the log still begins with what it was then.")...)
	}
	return section{ID: "proof", Title: "How to check this", Blocks: []block{{Facts: proof}}}
}
