package app

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// readEntries notes what the entries of a person, and of those who were merged into
// them, say of them.
func (e *erasing) readEntries() error {
	for _, id := range e.ids {
		p, ok, err := e.r.Person(id)
		if err != nil || !ok {
			return err
		}
		if p.Erased.IsZero() {
			e.called.add(p)
		}
	}
	return nil
}

// look finds what a person has to do with, all through the store.
func (e *erasing) look() error {
	for _, step := range []func() error{e.lookAtSales, e.lookAtTalks, e.lookAtMessages, e.lookAtPosts, e.lookAtPlans, e.lookAtEvents} {
		if err := step(); err != nil {
			return err
		}
		if err := e.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// part notes a home that they have a part in, if it is still there.
func (e *erasing) part(id operator.PropertyID) error {
	if id.IsZero() || e.homes[id] {
		return nil
	}
	_, ok, err := e.r.Property(id)
	if ok {
		e.homes[id] = true
	}
	return err
}

func (e *erasing) lookAtSales() error {
	for _, id := range e.ids {
		sales, err := e.r.SalesOf(id)
		if err != nil {
			return err
		}
		for _, sale := range sales {
			if err := e.part(sale.Property); err != nil {
				return err
			}
		}
		assigned, err := e.r.AssignmentsOf(id)
		if err != nil {
			return err
		}
		for _, a := range assigned {
			if err := e.part(a.Property); err != nil {
				return err
			}
			if !a.Property.IsZero() {
				continue
			}
			for p, err := range e.r.Properties(a.Community, 0, "") {
				if err != nil {
					return err
				}
				e.homes[p.ID] = true
			}
		}
	}
	return nil
}

// lookAtTalks finds the conversations that they are in, or lost with a sale.
func (e *erasing) lookAtTalks() error {
	return rowsOf(e.r, "conversations", func(c store.Conversation) error {
		in := func(p store.Participant) bool { return e.is(p.Person) }
		if e.is(c.Assignee) || slices.ContainsFunc(c.Participants, in) || slices.ContainsFunc(c.Suspended, in) {
			return e.part(c.Property)
		}
		return nil
	})
}

func (e *erasing) lookAtMessages() error {
	in := map[operator.ConversationID]bool{}
	err := rowsOf(e.r, "messages", func(m store.Message) error {
		if e.is(m.Author) {
			in[m.Conversation] = true
			if m.Erased.IsZero() {
				e.written = append(e.written, m)
			}
		}
		return nil
	})
	for id := range in {
		if err != nil {
			return err
		}
		var c store.Conversation
		if c, _, err = e.r.Conversation(id); err == nil {
			err = e.part(c.Property)
		}
		if err == nil {
			err = e.partBefore(id)
		}
	}
	return err
}

// partBefore notes the homes on hold that they wrote on in a conversation before it was
// moved away.
func (e *erasing) partBefore(id operator.ConversationID) error {
	held, err := e.heldBefore(id)
	if err != nil {
		return err
	}
	for _, p := range held {
		wrote, err := e.happenedOn(p.ID, func(of store.Event) bool {
			return of.Action == "message.sent" && (e.is(of.Actor) || e.is(of.Behalf))
		})
		if err == nil && wrote {
			err = e.part(p.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lookAtPosts finds the updates that they wrote, and those that nobody was to see yet.
func (e *erasing) lookAtPosts() error {
	return rowsOf(e.r, "posts", func(p store.Post) error {
		if !e.is(p.Author) {
			return nil
		}
		if p.State == store.PostDraft || p.State == store.PostScheduled || p.State == store.PostStaged && p.Target != store.PostPublished {
			e.drafts = append(e.drafts, p)
		}
		for u, err := range e.r.UpdatesOfPost(p.ID, 0) {
			if err == nil {
				err = e.part(u.Property)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (e *erasing) lookAtPlans() error {
	return rowsOf(e.r, "schedule", func(item store.Scheduled) error {
		if e.is(item.Author) && item.Kind != planUpdate {
			e.planned = append(e.planned, item)
			return e.part(item.Property)
		}
		return nil
	})
}

// rowsOf hands every row of a table to fn.
func rowsOf[Row any](r store.Reader, table string, fn func(Row) error) error {
	for row, err := range r.Rows(table, nil, nil) {
		if err != nil {
			return err
		}
		v, is := row.Value.(Row)
		if !is {
			return operator.Errorf(operator.Internal, "the table %s has other rows", table)
		}
		if err := fn(v); err != nil {
			return err
		}
	}
	return nil
}

// called is what somebody was known by: names, addresses, numbers, folded. Parts are the
// words of their names, by which people look for them.
type called struct{ words, parts []string }

// shortestCall is the length from which a text is taken for somebody's name or number
// wherever it stands.
const shortestCall = 5

// shortestPart is the length from which a word of a name says whom somebody looks for.
const shortestPart = 3

func (c *called) text(s string) {
	s = operator.Fold(s)
	if utf8.RuneCountInString(s) >= shortestCall && !slices.Contains(c.words, s) {
		c.words = append(c.words, s)
	}
}

// name adds a name, and its words.
func (c *called) name(s string) {
	c.text(s)
	for part := range strings.FieldsSeq(operator.Fold(s)) {
		if utf8.RuneCountInString(part) >= shortestPart {
			c.parts = append(c.parts, part)
		}
	}
}

func (c *called) add(p store.Person) {
	c.name(p.Name)
	c.text(p.Email)
	for _, n := range p.Phones {
		c.text(n.Raw)
		c.text(n.E164)
	}
}

// content adds what the details of an event about them say, before and after an edit.
func (c *called) content(raw []byte) {
	var fields map[string]any
	if json.Unmarshal(raw, &fields) != nil {
		return
	}
	texts(fields["name"], c.name)
	texts(fields["email"], c.text)
	texts(fields["phones"], c.text)
}

// texts hands the texts of a part of an event to fn: of an edit those before and after.
func texts(v any, fn func(string)) {
	switch v := v.(type) {
	case string:
		fn(v)
	case []any:
		for _, one := range v {
			texts(one, fn)
		}
	case map[string]any:
		for _, name := range []string{"before", "after", "Raw", "E164"} {
			texts(v[name], fn)
		}
	}
}

// in says whether a text has something that they were known by, as words of its own.
func (c *called) in(text string) bool {
	if len(c.words) == 0 || text == "" {
		return false
	}
	text = operator.Fold(text)
	return slices.ContainsFunc(c.words, func(word string) bool { return standsIn(text, word) })
}

// soughtIn says whether a text that somebody looked for was to find them.
func (c *called) soughtIn(text string) bool {
	folded := operator.Fold(text)
	return c.in(text) || slices.ContainsFunc(c.parts, func(part string) bool { return standsIn(folded, part) })
}

// standsIn says whether a word stands in a text with no letter or digit beside it.
func standsIn(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:at+i])
		after, _ := utf8.DecodeRuneInString(text[at+i+len(word):])
		if !alphanumeric(before) && !alphanumeric(after) {
			return true
		}
		at += i + 1
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at++
		}
	}
}

func alphanumeric(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
