package importer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// within says which community a row is in where only a column of names does.
func within(rec *Record, kind operator.ImportKind, name string) {
	of := &rec.Home
	if kind == operator.ImportBuildings {
		of = &rec.Building
	}
	if *of == nil {
		*of = make(Values, 8)
	}
	if (*of)[Community] == "" {
		(*of)[Community] = name
	}
}

// finish sees to what several columns say together. today tells whether a closing is
// still to come; empty where nobody knows.
func finish(rec *Record, today string) {
	if rec.Home != nil && rec.Own == "" {
		finishHome(rec)
	}
	status, closing := rec.Sale[Status], rec.Sale[ClosingDate]
	if closing != "" && (status == string(operator.SaleOpen) || status == "" && today != "" && closing > today) {
		if rec.Sale[ExpectedClosing] == "" { // what is not closed is to be closed then
			rec.Sale[ExpectedClosing] = rec.Sale[ClosingDate]
		}
		delete(rec.Sale, ClosingDate)
	}
}

func finishHome(rec *Record) {
	if e := rec.Home[elevation]; e != "" {
		delete(rec.Home, elevation)
		switch plan := rec.Home[Plan]; {
		case plan == "":
			rec.Home[Plan] = e
		case !strings.HasSuffix(strings.ToLower(plan), "-"+strings.ToLower(e)) && !strings.HasSuffix(strings.ToLower(plan), " "+strings.ToLower(e)):
			rec.Home[Plan] = plan + "-" + e
		}
	}
	if a := rec.Home[Address1]; a != "" {
		address1, more, _ := strings.Cut(a, "\n")
		rec.Home[Address1] = oneLine(trim(address1))
		if more = commas(more); more != "" {
			if second := rec.Home[Address2]; second != "" {
				more += ", " + second
			}
			rec.Home[Address2] = more
		}
	}
	if a := rec.Home[Address2]; a != "" {
		rec.Home[Address2] = commas(a)
	}
	for _, f := range [...]Field{Address1, Address2} {
		if n := utf8.RuneCountInString(rec.Home[f]); n > operator.MaxLine {
			rec.fail(f, "too_long", fmt.Sprintf("this has %d characters, of at most %d", n, operator.MaxLine))
		}
	}
	if p := rec.Home[Postcode]; p != "" && lostZero(p, rec.Home[Region]) {
		rec.Home[Postcode] = strings.Repeat("0", 5-len(p)) + p
		rec.warn(Postcode, "postcode_zero", "a zero in front was lost; it is read as "+rec.Home[Postcode])
	}
}

// commas joins the lines of a text.
func commas(text string) string {
	if strings.IndexByte(text, '\n') < 0 {
		return oneLine(trim(text))
	}
	var parts []string
	for line := range strings.Lines(text) {
		if line = oneLine(trim(line)); line != "" {
			parts = append(parts, strings.TrimRight(line, ","))
		}
	}
	return strings.Join(parts, ", ")
}

// lostZero says whether a postcode is of a state whose codes begin with a zero, and has
// none.
func lostZero(code, region string) bool {
	if n := len(code); n < 3 || n > 4 || digits(code) != n {
		return false
	}
	switch strings.ToUpper(region) {
	case "MA", "RI", "NH", "ME", "VT", "CT", "NJ", "PR", "MASSACHUSETTS", "RHODE ISLAND", "NEW HAMPSHIRE", "MAINE",
		"VERMONT", "CONNECTICUT", "NEW JERSEY", "PUERTO RICO":
		return true
	}
	return false
}
