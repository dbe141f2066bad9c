package walk

import (
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// search compares what is found with all that the person can read: every message and
// update has a word of the walk in it.
func (r *reading) search() {
	if r.all {
		return
	}
	want := []operator.Ref{}
	for id, m := range r.messages {
		if !m.Deleted && m.Body != "" {
			want = append(want, id)
		}
	}
	for id, u := range r.updates {
		if u.State == operator.UpdatePublished && len(wordsIn([]byte(u.Body+operator.Value(u.Title)))) > 0 {
			want = append(want, id)
		}
	}
	found := []operator.Ref{}
	for _, word := range []string{"sayx*", "ourx*", "complete*", "built*"} {
		for _, h := range everything(r, operator.Service.Search, operator.SearchRequest{Query: word}) {
			if word == "sayx*" || word == "ourx*" || len(wordsIn([]byte(h.Excerpt))) > 0 {
				found = append(found, operator.Ref(h.Ref))
			}
		}
	}
	r.same("search", "msg show and update show", found, want)
	for id, m := range r.messages {
		if words := wordsIn([]byte(m.Body)); len(words) > 0 && !m.Deleted && r.rng.IntN(10) == 0 {
			hits := everything(r, operator.Service.Search, operator.SearchRequest{Query: words[0]})
			r.same("search "+words[0], "msg show", refsOf(hits, func(h operator.Hit) operator.Ref { return operator.Ref(h.Ref) }), []operator.Ref{id})
		}
	}
}

// download wants every file that is shown to be there, whole and in parts, and every other
// to be missing.
func (r *reading) download() {
	for _, id := range r.numbers('M') {
		m := r.messages[id]
		for i := range 3 {
			text, err := openFile(r, operator.OpenFileRequest{Message: id, Index: i + 1})
			r.isFile("msg download "+string(id), i, m.Attachments, text, err)
		}
	}
	for _, id := range r.numbers('U') {
		u := r.updates[id]
		for i := range 3 {
			text, err := openUpdateFile(r, operator.OpenUpdateFileRequest{Update: id, Index: i + 1})
			r.isFile("update download "+string(id), i, u.Attachments, text, err)
		}
	}
}

func openUpdateFile(r *reading, req operator.OpenUpdateFileRequest) (string, error) {
	return askWith(r.Walk, operator.Call{Actor: r.who}, nameOf(req), func(ctx ctx, s operator.Service) (string, error) {
		f, err := s.OpenUpdateFile(ctx, req)
		return contentOf(f, err)
	})
}

func openFile(r *reading, req operator.OpenFileRequest) (string, error) {
	return askWith(r.Walk, operator.Call{Actor: r.who}, nameOf(req), func(ctx ctx, s operator.Service) (string, error) {
		f, err := s.OpenFile(ctx, req)
		return contentOf(f, err)
	})
}

// contentOf reads a file whole, and then once more from its middle.
func contentOf(f operator.OpenedFile, err error) (string, error) {
	if err != nil {
		return "", err
	}
	defer f.Content.Close()
	whole, err := io.ReadAll(f.Content)
	if err != nil {
		return "", err
	}
	middle := int64(len(whole) / 2)
	if _, err := f.Content.Seek(middle, io.SeekStart); err != nil {
		return "", err
	}
	part, err := io.ReadAll(f.Content)
	if err == nil && string(part) != string(whole[middle:]) {
		return "another part: " + string(part), nil
	}
	return string(whole), err
}

func (r *reading) isFile(name string, i int, shown []operator.Attachment, text string, err error) {
	switch {
	case i < len(shown) && err != nil:
		r.find(r.who, name, "what is shown", err.Error(), shown[i].Name)
	case i < len(shown) && text != r.content[shown[i].SHA256]:
		r.find(r.who, name, "what was uploaded", text, r.content[shown[i].SHA256])
	case i >= len(shown) && err == nil:
		r.find(r.who, name, "what is shown", text, "no such file")
	}
}
