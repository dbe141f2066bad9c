package importer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// complete fails if a field that the kind must have is filled by no column. Where nothing
// but deletions has happened, the objects of an export of ours say nothing else.
func (m *mapping) complete() error {
	if m.taken[OperatorRef] && m.taken[Deleted] {
		return nil
	}
	for _, choice := range required(m.kind) {
		if slices.ContainsFunc(choice, m.has) {
			continue
		}
		want := choiceText(choice)
		e := operator.Errorf(operator.Invalid, "no column says the %s; the headers are: %s", want, listed(m.headers)).
			Reason("no_column").With("headers", m.headers).With("fields", choice)
		for i, h := range m.headers {
			if m.filled[i] == "" && len(suggest.Nearest(normalHeader(h), m.wanted(choice))) > 0 {
				f := suggest.Nearest(normalHeader(h), m.wanted(choice))[0]
				return e.WithHint("did you mean it by %q? then add --map %q", h, h+"="+f)
			}
		}
		if len(m.headers) == 1 {
			return e.WithHint("cells are divided by a comma, a semicolon, a tab or |; begin the file with a line like sep=^ for another")
		}
		return e.WithHint("%s", m.wayOut(choice))
	}
	return nil
}

// choiceText is a list of required for a message.
func choiceText(choice []string) string {
	if choice[0] == string(Name) {
		return "name"
	}
	return strings.ReplaceAll(strings.Join(choice, " or "), "+", " and ")
}

func (m *mapping) has(fields string) bool {
	for f := range strings.SplitSeq(fields, "+") {
		if !m.taken[Field(f)] && (f != "community" || !m.taken[communityName]) {
			return false
		}
	}
	return true
}

// wanted is the single fields of a choice, as headers are normalised.
func (m *mapping) wanted(choice []string) []string {
	var list []string
	for _, fields := range choice {
		for f := range strings.SplitSeq(fields, "+") {
			list = append(list, f)
		}
	}
	return list
}

// knownBy says what a column of communities has to hold.
const knownBy = "; it has the codes or the names of communities, and operator community add --code CODE --name NAME makes one"

// wayOut says how a file comes by one of a choice: by what belongs to a part that it has
// already, else by any.
func (m *mapping) wayOut(choice []string) string {
	for _, fields := range choice {
		parts := strings.Split(fields, "+")
		lacks := slices.DeleteFunc(slices.Clone(parts), m.has)
		if len(lacks) == len(parts) && len(choice) > 1 {
			continue // nothing of it is there
		}
		hint := fmt.Sprintf("say which column is the %[1]s: --map \"HEADER=%[1]s\", or add one with the header %[1]s", lacks[0])
		if lacks[0] == string(Community) {
			hint += knownBy
		}
		return hint
	}
	if text := choiceText(choice); text != choice[0] {
		return "say which column it is: --map \"HEADER=FIELD\", where FIELD is " + text
	}
	return "say which column it is: --map \"HEADER=" + choice[0] + "\""
}
