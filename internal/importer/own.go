package importer

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cell"
)

// ownMark stands between a reference and the workspace that it is of.
const ownMark = "@"

// OwnRef is what an export writes into the column operator_ref: a reference, and which
// workspace it is of.
func OwnRef(ref, workspace string) string { return ref + ownMark + workspace }

// CutOwnRef takes apart what OwnRef made.
func CutOwnRef(text string) (ref, workspace string) {
	ref, workspace, _ = strings.Cut(text, ownMark)
	return ref, workspace
}

// IsWorkspace says whether a text is what OwnRef has behind the mark.
func IsWorkspace(text string) bool {
	return text != "" && strings.Trim(text, "0123456789abcdef") == ""
}

// ownRef is a cell that OwnRef made; empty if it is none. A row that somebody added below
// those of an export has none, and is read like those of others.
func ownRef(text string) string {
	text = trim(text)
	ref, workspace := CutOwnRef(text)
	if len(ref) < 2 || ref[0] < 'A' || ref[0] > 'Z' || digits(ref[1:]) != len(ref)-1 || !IsWorkspace(workspace) {
		return ""
	}
	return text
}

// exported is the text of a cell of an export. Nothing that is kept has space around it.
func (m *mapper) exported(text string) string {
	if !m.verbatim {
		text = cell.Plain(text)
	}
	return strings.TrimSpace(text)
}

// asWritten says whether an export writes a field as it is kept, and no sort of value
// into it.
func asWritten(f Field) bool {
	switch f {
	case Code, ExternalID, SaleID, Community, Building, Lot, Address1, Address2, City, Region, Postcode, Country, Plan,
		Name, Subject, Thread, Milestone, From:
		return true
	}
	return false
}
