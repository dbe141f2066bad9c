package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// matrix is the table of the rules once more, as data of its own: the one in table.go
// is what the program does, this one is what was decided.
const matrix = `
action                    CT  BU  BO  TA  TN  AD  AU
property.read             ph  Y   .   Y   .   Y   Y
property.read_private     .   .   .   Y   .   Y   Y
conversation.read         p   p   p   p   p   a   a
conversation.start_shared f   Y   .   Y   .   Y   f
conversation.start_internal f f   .   Y   .   Y   f
message.write             p   p   p   p   p   pf  f
message.edit              o   o   o   o   o   o   f
message.delete            o   o   o   o   o   Y   f
conversation.manage       f   f   f   p   p   Y   f
directory.edit            f   f   f   f   f   Y   f
transaction.edit          f   f   .   Y   .   Y   f
buyer.add                 f   f   f   h   f   Y   f
buyer.edit                o   o   o   h   f   Y   f
workspace.read_all        f   f   f   f   f   a   a
workspace.edit            f   f   f   f   f   Y   f
workspace.diagnose        f   f   f   f   f   Y   Y
explain.others            o   o   o   o   o   Y   Y
directory.read_all        .   .   .   .   .   Y   Y
property.history          .   Y   .   Y   .   a   a
events.read               f   o   o   o   o   a   a
audit.verify              f   f   f   f   f   Y   Y
backup.make               f   f   f   f   f   Y   f
export.make               f   o   o   o   o   a   a
workspace.dump            f   f   f   f   f   a   f
update.read               .   Y   .   Y   .   Y   Y
update.post               f   f   .   Y   .   Y   f
update.react              .   Y   .   Y   .   Y   f
template.read             .   .   .   Y   Y   Y   Y
template.write            f   f   f   Y   f   Y   f
import                    f   f   f   f   f   Y   f
token.manage              o   o   o   o   o   Y   o
person.invite             f   f   f   f   f   Y   f
token.impersonate         f   f   f   f   f   Y   f
webhook.manage            f   f   f   f   f   Y   f
hold.set                  f   f   .   f   .   Y   Y
hold.release              f   f   .   f   .   Y   f
person.erase              f   f   f   f   f   Y   f
`

// decided is the cells of the matrix, by action and principal.
func decided(t *testing.T) map[Action]map[Principal]string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(matrix), "\n")
	head := strings.Fields(lines[0])[1:]
	rows := map[Action]map[Principal]string{}
	for _, line := range lines[1:] {
		fields := strings.Fields(line)
		if len(fields) != len(head)+1 {
			t.Fatalf("%q has not %d cells", line, len(head))
		}
		row := map[Principal]string{}
		for i, name := range head {
			row[Principal(name)] = fields[i+1]
		}
		rows[Action(fields[0])] = row
	}
	return rows
}

// standing is what makes somebody a principal, and nothing else.
func standing(p Principal) Facts {
	member := Actor{Kind: operator.Team, Role: operator.Member}
	return map[Principal]Facts{
		ContactIn:    {Actor: Actor{Kind: operator.Contact}},
		CurrentBuyer: {Actor: Actor{Kind: operator.Buyer}, Buyer: true},
		OtherBuyer:   {Actor: Actor{Kind: operator.Buyer}},
		TeamAssigned: {Actor: member, Assigned: true},
		TeamOther:    {Actor: member},
		Admin:        {Actor: Actor{Kind: operator.Team, Role: operator.Admin}},
		Auditor:      {Actor: Actor{Kind: operator.Team, Role: operator.Auditor}},
	}[p]
}

// states are all that can be true of a thing and a principal at once.
func states(p Principal) []Facts {
	all := []Facts{standing(p)}
	for _, set := range []func(*Facts){
		func(f *Facts) { f.OnHome = true }, func(f *Facts) { f.Participant = true }, func(f *Facts) { f.Withdrawn = true },
		func(f *Facts) { f.Own = true }, func(f *Facts) { f.OwnHome = true },
	} {
		for _, f := range slices.Clone(all) {
			set(&f)
			all = append(all, f)
		}
	}
	return all
}

// means is what a cell of the matrix gives in a state: done, recorded, as if it were
// not there, refused.
func means(cell string, f Facts) string {
	if map[string]bool{
		"p": f.Participant && (f.Kind == operator.Team || !f.Withdrawn), "pf": f.Participant && (f.Kind == operator.Team || !f.Withdrawn),
		"a": f.Participant && (f.Kind == operator.Team || !f.Withdrawn), "ph": f.OnHome, "o": f.Own, "h": f.OwnHome,
	}[cell] {
		return "Y"
	}
	otherwise := map[string]string{"p": ".", "ph": ".", "pf": "f", "o": "f", "h": "f"}
	if short, ok := otherwise[cell]; ok {
		return short
	}
	return cell
}

func gives(d Decision) string {
	switch {
	case d.Allowed && d.Recorded:
		return "a"
	case d.Allowed:
		return "Y"
	case d.Hidden:
		return "."
	}
	return "f"
}

// differences is where the program decides otherwise than the matrix.
func differences(action Action, row map[Principal]string) []string {
	var found []string
	for _, p := range Columns() {
		for _, f := range states(p) {
			if got, want := gives(Decide(action, f)), means(row[p], f); got != want {
				found = append(found, fmt.Sprintf("%s as %s gives %s, and not %s: %+v", action, p, got, want, f))
			}
		}
	}
	return found
}

func TestWhatIsDecidedIsTheMatrixInEveryState(t *testing.T) {
	rows := decided(t)
	for _, action := range Actions() {
		if rows[action] == nil {
			t.Errorf("the matrix has no row for %s", action)
			continue
		}
		for _, found := range differences(action, rows[action]) {
			t.Error(found)
		}
	}
	if len(rows) != len(Actions()) || len(table) != len(Actions()) {
		t.Errorf("there are %d rows in the matrix, %d in the table, and %d actions", len(rows), len(table), len(Actions()))
	}
}

// TestNoCellCanBeAnotherWithoutATestThatFails puts every other value into each cell of
// the table, and wants the test above to notice.
func TestNoCellCanBeAnotherWithoutATestThatFails(t *testing.T) {
	rows, tried := decided(t), 0
	for _, action := range Actions() {
		for i, right := range table[action] {
			for wrong := range rules {
				if wrong == right {
					continue
				}
				tried++
				table[action][i] = wrong
				if len(differences(action, rows[action])) == 0 {
					t.Errorf("nothing notices %s in the place of %s, for %s as %s", wrong, right, action, columns[i])
				}
			}
			table[action][i] = right
		}
	}
	if tried < 1000 {
		t.Errorf("only %d cells were changed", tried)
	}
}

// TestWhatIsRecordedIsReadByWhatOneIs holds what app relies on: a reading that was
// recorded is allowed as long as the actor is of the same kind and role, whatever else
// has changed.
func TestWhatIsRecordedIsReadByWhatOneIs(t *testing.T) {
	recorded := 0
	for action, row := range decided(t) {
		for p := range row {
			for _, f := range states(p) {
				if !Decide(action, f).Recorded {
					continue
				}
				recorded++
				if !Decide(action, Facts{Actor: f.Actor}).Allowed {
					t.Errorf("%s is recorded for %s, by more than what they are: %+v", action, p, f)
				}
			}
		}
	}
	if recorded == 0 {
		t.Error("nothing is recorded")
	}
}
