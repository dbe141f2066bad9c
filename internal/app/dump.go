package app

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Dump shows rows as they are kept, for who looks behind the service. It knows no
// table: what the store has, it shows.
func (a *App) Dump(ctx context.Context, req operator.DumpRequest) (operator.Page[json.RawMessage], error) {
	return view(ctx, a, req, (*session).dump)
}

func (s *session) dump(req operator.DumpRequest) (operator.Page[json.RawMessage], error) {
	none := operator.Page[json.RawMessage]{}
	if err := s.may(policy.DumpRows); err != nil {
		return none, err
	}
	list := "dump " + req.Kind + " " + string(req.Ref)
	after, err := placeOf[dumpPlace](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	table, err := s.tableCalled(req.Kind)
	if err != nil {
		return none, err
	}
	begin, err := s.rowsNamed(table, req.Ref)
	if err != nil {
		return none, err
	}
	at, err := s.dumpFrom(table.Name, req.Ref, after)
	if err != nil {
		return none, err
	}
	rows := placed(s.r.Rows(table.Name, begin, at.Key), func(r store.Row) dumpPlace { return dumpPlace{r.Key, at.To} })
	page, err := pageOf(s, list, req.Paging, rows, func(store.Row) (bool, error) { return true, nil },
		func(r store.Row) (json.RawMessage, error) { return plainRow(r.Value) })
	if err == nil && req.Ref != "" && after == nil && len(page.Items) == 0 {
		err = operator.Errorf(operator.NotFound, "no row of %s begins with %q", table.Name, req.Ref).WithHint("operator admin dump %s", table.Name)
	}
	return page, err
}

// dumpPlace is a place in a dump. To is the last event there was when looking was
// recorded, which is itself: where something has happened since, rows may be new or
// other ones, and looking on is recorded again.
type dumpPlace struct {
	Key []byte `json:"k"`
	To  uint64 `json:"t"`
}

// dumpFrom is where a dump goes on, once it is recorded.
func (s *session) dumpFrom(table string, row operator.Ref, after *dumpPlace) (dumpPlace, error) {
	last, err := s.r.LastEvent()
	if err != nil {
		return dumpPlace{}, err
	}
	var at dumpPlace
	if after != nil {
		if at = *after; at.To == last {
			return at, nil
		}
	}
	refs := map[string]string{"kind": table}
	if row != "" {
		refs["row"] = string(row)
	}
	s.record("workspace.dumped", "", 0, refs, nil)
	at.To = last + uint64(len(s.events))
	return at, nil
}

func (s *session) tableCalled(kind string) (store.Table, error) {
	var names []string
	for _, t := range s.r.Tables() {
		if t.Name == operator.Fold(kind) {
			return t, nil
		}
		names = append(names, t.Name)
	}
	slices.Sort(names)
	hint := "one of " + strings.Join(names, ", ")
	if near := suggest.DidYouMean(suggest.Nearest(kind, names)); near != "" {
		hint = near + " (" + hint + ")"
	}
	return store.Table{}, operator.Errorf(operator.Usage, "no table %q", kind).WithHint("%s", hint).Reason("bad_table")
}

// keyLetters is with which letter the numbers of things begin, by what the parts of
// keys are called.
func keyLetters() map[string]byte {
	return map[string]byte{
		"person": 'P', "community": 'N', "building": 'B', "property": 'H', "sale": 'T',
		"conversation": 'C', "message": 'M', "update": 'U', "token": 'K', "webhook": 'W',
	}
}

// rowsNamed is what the keys of the rows begin with that a reference names in a table.
// A number alone is the first part of the key, whatever that is.
func (s *session) rowsNamed(t store.Table, ref operator.Ref) ([]uint64, error) {
	text := strings.TrimSpace(string(ref))
	if text == "" {
		return nil, nil
	}
	first := t.Key[0]
	if n, err := strconv.ParseUint(text, 10, 63); err == nil && !strings.ContainsAny(first, "~/") {
		return []uint64{n}, nil
	}
	letter, known := keyLetters()[first]
	if known && operator.LooksLikeID(text, letter) {
		n, err := strconv.ParseUint(text[1:], 10, 63)
		if err == nil {
			return []uint64{n}, nil
		}
	}
	switch first {
	case "conversation":
		if operator.LooksLikeID(text, 'M') {
			return s.rowOfMessage(ref)
		}
	case "person":
		p, err := s.findPerson(ref, "")
		return []uint64{uint64(p.ID)}, err
	case "property":
		h, err := s.findProperty(ref)
		return []uint64{uint64(h.ID)}, err
	case "community":
		c, err := s.findCommunity(ref)
		return []uint64{uint64(c.ID)}, err
	}
	e := operator.Errorf(operator.Invalid, "%q names no row of %s", ref, t.Name).Reason("bad_reference")
	if known {
		return nil, e.WithHint("its rows are by %s, as %c42", first, letter)
	}
	return nil, e.WithHint("operator admin dump %s", t.Name)
}

// rowOfMessage is the key of a message, which stands in its conversation.
func (s *session) rowOfMessage(ref operator.Ref) ([]uint64, error) {
	var id operator.MessageID
	if id.UnmarshalText([]byte(ref)) != nil {
		return nil, s.noMessage(ref)
	}
	m, ok, err := s.r.Message(id)
	if err == nil && !ok {
		err = s.noMessage(ref)
	}
	return []uint64{uint64(m.Conversation), m.Seq}, err
}
