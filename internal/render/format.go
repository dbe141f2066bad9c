// Package render writes results: as a table for people, as JSON or lines of text
// for programs. Commands describe what there is to show; only this package
// draws. Text from people is made safe in every format that people read, and is
// exact in those that programs read.
package render

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Format is how results are written.
type Format string

// The formats. Table is for people: a table on a terminal, plain aligned text in
// a pipe. ID is one reference a line.
const (
	Table    Format = "table"
	JSON     Format = "json"
	JSONL    Format = "jsonl"
	YAML     Format = "yaml"
	CSV      Format = "csv"
	TSV      Format = "tsv"
	Markdown Format = "markdown"
	HTML     Format = "html"
	ID       Format = "id"
)

// Formats lists every format, as help and completion do.
func Formats() []string {
	all := []Format{Table, JSON, JSONL, YAML, CSV, TSV, Markdown, HTML, ID}
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = string(f)
	}
	return names
}

// Whole says that the format holds a thing with all that is in it, and not a row of
// columns.
func (f Format) Whole() bool { return f == JSON || f == JSONL || f == YAML }

// ParseFormat reads a format in any case; empty is Table. What is no format is
// an operator.Usage error with the list.
func ParseFormat(name string) (Format, error) {
	lower := strings.ToLower(strings.TrimSpace(name))
	if lower == "" {
		return Table, nil
	}
	if err := known("output format", lower, Formats(), "bad_format"); err != nil {
		return "", err
	}
	return Format(lower), nil
}

// known refuses a name that is not among names.
func known(what, name string, names []string, reason string) error {
	if slices.Contains(names, name) {
		return nil
	}
	hint := "one of " + strings.Join(names, ", ")
	if near := suggest.DidYouMean(suggest.Nearest(name, names)); near != "" {
		hint = near + " (" + hint + ")"
	}
	return operator.Errorf(operator.Usage, "no %s %q", what, name).WithHint("%s", hint).Reason(reason)
}

// Output is how somebody wants results, as said by flags. The zero Output is a
// table.
type Output struct {
	Format Format
	// Columns names the columns, or the fields of the JSON, that are wanted, in
	// order; nil is the usual ones.
	Columns []string
	// Quiet leaves out everything but results and errors.
	Quiet bool
	// DryRun marks each JSON object with "dry_run": true.
	DryRun bool
	// Filter, if not nil, is what is made of the JSON before it is written. Format
	// is then JSON or JSONL.
	Filter *Filter
	// Words has errors said in words where nobody asked for JSON by its name.
	Words bool
}

// machine says whether programs read the format.
func (o Output) machine() bool { return o.Format != Table && o.Format != "" }
