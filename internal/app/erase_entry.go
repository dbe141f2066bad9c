package app

import (
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// eraseEntry leaves of their entry what others lean on: that there was somebody, of
// what kind, and into whom they were merged.
func (e *erasing) eraseEntry() error {
	for _, id := range e.ids {
		p, ok, err := e.r.Person(id)
		if err != nil {
			return err
		}
		if !ok || !p.Erased.IsZero() {
			continue
		}
		for _, field := range fieldsWith(p) {
			if !slices.Contains(e.report.Fields, field) {
				e.report.Fields = append(e.report.Fields, field)
			}
		}
		p = store.Person{
			ID: p.ID, Kind: p.Kind, Role: p.Role, Name: erasedName(p.ID), Deactivated: true,
			Created: p.Created, Updated: e.now, Merged: p.Merged, Aliases: p.Aliases, Erased: e.now,
		}
		if err := e.tx.PutPerson(&p); err != nil {
			return err
		}
	}
	e.forgetPeople()
	return nil
}

// fieldsWith is the fields of an entry that have a value.
func fieldsWith(p store.Person) []string {
	fields := []string{"name"}
	for _, f := range []struct {
		name string
		has  bool
	}{
		{"email", p.Email != ""},
		{"phones", len(p.Phones) > 0},
		{"title", p.Title != ""},
		{"external_ids", len(p.External) > 0},
		{"invitation", p.Invitation != ""},
	} {
		if f.has {
			fields = append(fields, f.name)
		}
	}
	return fields
}

// eraseMerges clears the copies of people that merges keep to be taken back by. These
// cannot be any more.
func (e *erasing) eraseMerges() error {
	for _, from := range e.ids {
		m, ok, err := e.r.PersonMerge(from)
		if err != nil {
			return err
		}
		if !ok || m.FromWas.Name == "" {
			continue
		}
		m.FromWas, m.IntoWas, m.IntoIs = store.Person{ID: m.From}, store.Person{ID: m.Into}, store.Person{ID: m.Into}
		if err := e.tx.PutPersonMerge(m); err != nil {
			return err
		}
	}
	return nil
}

// eraseSignIns ends what they sign in by, and clears what their tokens were called.
func (e *erasing) eraseSignIns() error {
	for _, id := range e.ids {
		codes, err := e.r.LoginCodes(id)
		if err != nil {
			return err
		}
		e.report.Erased.SignIns += len(codes)
		if err := e.endSignIns(id); err != nil {
			return err
		}
		tokens, err := collect(e.r.Tokens(id, 0))
		if err != nil {
			return err
		}
		for _, t := range tokens {
			if t.Note == "" && !t.Revoked.Equal(e.now) {
				continue
			}
			e.report.Erased.SignIns++
			t.Note = ""
			if err := e.tx.PutToken(&t); err != nil {
				return err
			}
		}
	}
	return nil
}

// eraseAnswers clears what is kept for idempotency keys: answers to them, and those
// that show them. The keys stay used.
func (e *erasing) eraseAnswers() error {
	var found []store.Key
	err := rowsOf(e.r, "requests", func(k store.Key) error {
		about := strings.HasSuffix(k.Action, ".erase") // has nothing of who it was
		if len(k.Result) > 0 && !about && (e.is(k.Person) || e.shows(k.Result)) {
			found = append(found, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range found {
		k.Result, k.Fingerprint = nil, nil
		if err := e.tx.PutKey(k); err != nil {
			return err
		}
	}
	e.report.Erased.Answers = len(found)
	e.remains(len(found), "idempotency keys", "a key stays used for 30 days, so that nothing is done twice, and what was answered is cleared")
	return nil
}

// shows says whether an answer, as JSON, names them.
func (e *erasing) shows(answer []byte) bool {
	text := string(answer)
	for _, id := range e.ids {
		if strings.Contains(text, `"`+id.String()+`"`) {
			return true
		}
	}
	return e.called.in(text)
}

// eraseImports clears what the reports of imports say of them.
func (e *erasing) eraseImports() error {
	about := map[operator.ImportID][]int{} // rows of files that made or changed them
	var found, warned []store.ImportPart
	err := rowsOf(e.r, "import_parts", func(part store.ImportPart) error {
		if len(part.Warnings) > 0 {
			warned = append(warned, part)
		}
		n := 0
		for i, c := range part.Changes {
			if slices.ContainsFunc(e.ids, func(id operator.PersonID) bool { return c.Object == id.String() }) {
				about[part.Import] = append(about[part.Import], c.Row)
			}
			if e.eraseChange(&part.Changes[i]) {
				n++
			}
		}
		if n > 0 {
			found = append(found, part)
		}
		e.report.Erased.Imports += n
		return nil
	})
	if err != nil {
		return err
	}
	for _, part := range warned {
		if n := e.eraseWarnings(part.Warnings, about[part.Import]); n > 0 {
			e.report.Erased.Imports += n
			found = append(found, part)
		}
	}
	for _, part := range found {
		if err := e.tx.PutImportPart(part); err != nil {
			return err
		}
	}
	return nil
}

// warningErased stands for what a warning, or the reason of a change, said of somebody.
const warningErased = "erased with a person"

// eraseWarnings clears warnings of rows that are about them, and those that name them.
func (e *erasing) eraseWarnings(warnings []store.ImportWarning, rows []int) int {
	n := 0
	for i, w := range warnings {
		theirs := slices.Contains(rows, w.Row) || e.called.in(w.Value) || e.called.in(w.Message)
		if theirs && w.Message != warningErased {
			warnings[i].Value, warnings[i].Message = "", warningErased
			n++
		}
	}
	return n
}

// eraseChange clears a change that an import made of them, or what one of something
// else says of them: who the buyers were.
func (e *erasing) eraseChange(c *store.ImportChange) bool {
	for _, id := range e.ids {
		if c.Object != id.String() {
			continue
		}
		if c.Name == erasedName(id) && len(c.Fields) == 0 {
			return false
		}
		c.Name, c.Fields = erasedName(id), nil
		if c.Why != "" {
			c.Why = warningErased
		}
		return true
	}
	cleared := e.eraseWhy(c)
	for i, f := range c.Fields {
		if f.Field == "buyers" && (e.called.in(f.Was) || e.called.in(f.Is)) {
			c.Fields[i] = store.FieldChange{Field: f.Field}
			cleared = true
		}
	}
	return cleared
}

// eraseWhy clears why an undo kept a change, where that names them.
func (e *erasing) eraseWhy(c *store.ImportChange) bool {
	names := e.called.in(c.Why) || slices.ContainsFunc(e.ids, func(id operator.PersonID) bool { return strings.Contains(c.Why, "("+id.String()+")") })
	if names {
		c.Why = warningErased
	}
	return names
}

// eraseKept is the error for a key whose answer was erased with somebody.
func eraseKept(key string) error {
	return operator.Errorf(operator.Conflict, "what was answered to the idempotency key %q was erased with a person", key).
		WithHint("use a new key for a new request").Reason("erased")
}
