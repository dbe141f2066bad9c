package deps

import "github.com/seed-34ad0ce1/operator/internal/render"

// Findings writes what a verification found: the whole report where programs read it as
// one thing, a sentence each for people, and a list of the findings in all other formats.
func Findings[Report any](d *Deps, r Report, findings []string) error {
	switch {
	case d.Output.Format.Whole():
		return render.One(d.IO, d.Output, r, nil, nil)
	case d.Sentences():
		for _, f := range findings {
			if err := d.Say("%s", f); err != nil {
				return err
			}
		}
		return nil
	}
	itself := func(finding string) string { return finding }
	return render.List(d.IO, d.Output, findings, render.Sheet[string]{
		Columns: []render.Column[string]{{Name: "finding", Title: "Finding", Flexible: true, Folds: true, Text: itself}}, Ref: itself,
	})
}

// Unverified says of how many events the key is not there that made their hash.
func Unverified(d *Deps, events int) {
	if events > 0 {
		render.Note(d.IO, d.Output, "the key of %s is not there: whether they were edited is not known", Count(events, "event", "events"))
	}
}
