package walk

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// exports compares what the person can take out, as files and as transcripts, with what
// they can be shown. Each is an event, so that not all are made at each look.
func (r *reading) exports() {
	kinds := operator.ImportKinds()
	r.export(kinds[r.rng.IntN(len(kinds))])
	for code := range sorted(r.homes) {
		if r.rng.IntN(4) == 0 {
			r.transcript(code)
		}
	}
	for sale := range sorted(r.sales) {
		if r.rng.IntN(8) == 0 {
			r.transcript(sale)
		}
	}
}

// export compares the rows of an export with the things that are shown.
func (r *reading) export(kind operator.ImportKind) {
	req := operator.ExportRequest{Kind: string(kind), Format: "jsonl"}
	text, err := askWith(r.Walk, operator.Call{Actor: r.who}, nameOf(req), func(ctx context.Context, s operator.Service) (string, error) {
		var out bytes.Buffer
		req.Out = &out
		_, err := s.Export(ctx, req)
		return out.String(), err
	})
	if err != nil {
		return
	}
	rows := map[operator.Ref]bool{}
	for line := range strings.Lines(text) {
		var row struct {
			Ref string `json:"operator_ref"`
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			r.find(r.who, "export "+string(kind), "JSON", line, err.Error())
		}
		name, _, _ := strings.Cut(row.Ref, "@")
		rows[operator.Ref(name)] = true
	}
	if want := r.exported(kind); want != nil && !r.all {
		r.same("export "+string(kind), "what can be shown", keys(rows), want)
	}
}

// exported are the things that an export of a kind has; nil where that is not compared.
func (r *reading) exported(kind operator.ImportKind) []operator.Ref {
	want := []operator.Ref{}
	switch kind {
	case operator.ImportMessages:
		for id, m := range r.messages {
			if !m.Deleted {
				want = append(want, id)
			}
		}
	case operator.ImportUpdates:
		for id, u := range r.updates {
			if u.State == operator.UpdatePublished {
				want = append(want, id)
			}
		}
	case operator.ImportProperties, operator.ImportHomes:
		for _, h := range r.homes {
			want = append(want, ref(h.Ref))
		}
	case operator.ImportTransactions:
		want = keys(r.sales)
	case operator.ImportCommunities:
		want = keys(r.communities)
	case operator.ImportBuildings:
		want = keys(r.buildings)
	default:
		of := map[operator.ImportKind]operator.PersonKind{operator.ImportBuyers: operator.Buyer, operator.ImportTeam: operator.Team, operator.ImportContacts: operator.Contact}[kind]
		for id, p := range r.known {
			if p.Kind == of && p.Status != operator.Erased {
				want = append(want, id)
			}
		}
	}
	return want
}

// transcript compares a transcript with what can be shown one by one, and its history with
// the one that is listed.
func (r *reading) transcript(of operator.Ref) {
	t, err := ask(r.Walk, r.who, operator.Service.Transcript, operator.TranscriptRequest{Of: of})
	if err != nil || r.all {
		return
	}
	name := "transcript " + string(of)
	for _, c := range t.Conversations {
		for _, m := range c.Messages {
			agree(r.Walk, r.who, name+": "+m.Ref.String(), "msg show --history", m, r.messages[ref(m.Ref)])
		}
	}
	for _, u := range t.Updates {
		agree(r.Walk, r.who, name+": "+u.Ref.String(), "update show --history", u.Update, r.updates[ref(u.Ref)])
	}
	if t.Sale != nil {
		return
	}
	var told, want []operator.Ref
	for _, c := range t.Conversations {
		told = append(told, ref(c.Ref))
	}
	for id, c := range r.talks {
		if c.Property == t.Property.Code {
			want = append(want, id)
		}
	}
	r.same(name, "conversation list -p", told, want)
}

// history looks at the story of each home.
func (r *reading) history() {
	if r.all {
		return
	}
	for code := range sorted(r.homes) {
		for _, e := range everything(r, operator.Service.PropertyHistory, operator.HistoryRequest{Property: code}) {
			r.aboutShown("property history", e.Event)
			if e.Excerpt == nil || r.team(r.who) && strings.HasPrefix(e.Object, "U") {
				continue // the team reads what an update said then, its old title too
			}
			for _, word := range wordsIn([]byte(*e.Excerpt)) {
				if strings.HasPrefix(word, "say") && !r.readable[word] {
					r.find(r.who, "property history "+string(code), "what can be shown", string(given(e, nil)), "nothing of it")
				}
			}
		}
	}
}

// aboutShown wants an event to be about something that can be shown.
func (r *reading) aboutShown(where string, e operator.Event) {
	if e.Object == "" || strings.HasPrefix(e.Object, "H") || strings.HasPrefix(e.Object, "I") || strings.HasPrefix(e.Object, "K") || strings.HasPrefix(e.Object, "W") {
		return
	}
	if strings.ContainsAny(e.Object[:1], "PBTCMUSN") && !r.can[operator.Ref(e.Object)] {
		r.find(r.who, where+": "+e.Action, "its thing shown", string(given(e, nil)), "no such thing")
	}
}
