package search

import "slices"

// Span is a part of a text, in bytes.
type Span struct{ From, To int }

// Finder finds what a query asks for, in one text after the other. It is for one
// goroutine.
type Finder struct {
	phrases []Phrase
	words   []place
	folded  []byte
	spans   []Span
}

// place is a word of the text: where it is folded, and where it stands.
type place struct{ lo, hi, from, to int }

// NewFinder makes a Finder of phrases.
func NewFinder(phrases []Phrase) *Finder { return &Finder{phrases: phrases} }

// Find gives the places of every phrase in a text, in order and apart from each
// other; false if it has not got all of them.
func (f *Finder) Find(text string) ([]Span, bool) {
	f.spans = f.spans[:0]
	if len(f.phrases) == 0 {
		return nil, true
	}
	f.words, f.folded = f.words[:0], f.folded[:0]
	Scan(text, func(word []byte, from, to int) bool {
		lo := len(f.folded)
		f.folded = append(f.folded, word...)
		f.words = append(f.words, place{lo, len(f.folded), from, to})
		return true
	})
	for _, p := range f.phrases {
		before := len(f.spans)
		for i := 0; i+len(p.Words) <= len(f.words); i++ {
			if f.stands(p, i) {
				f.spans = append(f.spans, Span{f.words[i].from, f.words[i+len(p.Words)-1].to})
			}
		}
		if len(f.spans) == before {
			return nil, false
		}
	}
	return slices.Clone(apart(f.spans)), true
}

// stands says whether the text has a phrase from its ith word on.
func (f *Finder) stands(p Phrase, i int) bool {
	for j, want := range p.Words {
		w := f.words[i+j]
		have := f.folded[w.lo:w.hi]
		if p.Prefix && j == len(p.Words)-1 {
			if len(have) < len(want) || string(have[:len(want)]) != want {
				return false
			}
		} else if string(have) != want {
			return false
		}
	}
	return true
}

// apart makes one of spans that touch or lie within each other.
func apart(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	out := spans[:0]
	for _, s := range spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}
