package main

import (
	"bytes"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/policy"
)

const rulesHead = `# Who may do what

Generated from ` + "`internal/policy`" + ` by ` + "`go run ./internal/dev gen`" + `: this is what the program does.

Principals: **CT** a contact in a conversation of the home · **BU** a buyer of its
current sale, open or closed · **BO** a buyer of another home, or of an earlier,
later or withdrawn sale of this one · **TA** a team member assigned to the home or
its community · **TN** one who is not · **AD** an administrator · **AU** an auditor.
Nobody (not signed in) and who is deactivated may do nothing: status 77. A person
can be several at once; the most permissive counts.

Cells: **Y** allowed · **p** if in that conversation, else as if it did not exist ·
**ph** if in a conversation of that home, else as if it did not exist · **pf** if in
that conversation, else refused · **a** allowed, and recorded where one is not in it ·
**o** one's own, else refused · **h** of one's own homes, else refused · **.** as if it
did not exist (status 67) · **f** refused (status 77).

Acts on a home, a conversation or a message are judged only where the thing itself
can be seen. ` + "`operator explain PERSON OBJECT`" + ` shows the decisions for a case.

`

// rulesPage is docs/rules.md.
func rulesPage() []byte {
	var b bytes.Buffer
	b.WriteString(rulesHead)
	b.WriteString("| action |")
	for _, c := range policy.Columns() {
		fmt.Fprintf(&b, " %s |", c)
	}
	b.WriteString("\n|---|")
	for range policy.Columns() {
		b.WriteString("---|")
	}
	for _, r := range policy.Rows() {
		fmt.Fprintf(&b, "\n| `%s` |", r.Action)
		for _, c := range r.Cells {
			fmt.Fprintf(&b, " %s |", c)
		}
	}
	b.WriteString("\n")
	return b.Bytes()
}
