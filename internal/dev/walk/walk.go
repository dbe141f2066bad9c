// Package walk does things at random in an office, and looks after every few steps
// whether all ways of reading agree: lists with what can be shown, counts with rows,
// searches with what can be read, streams with lists; for everybody, and over HTTP as in
// process. What is secret is in words that were made up, and no answer may have one.
//
// The walks of internal/servicetest compare talk, feeds and merges of people with a plain
// model of each, so that they know what the answer should be. This one knows nothing: it
// compares the answers of the service with each other, and so goes over all of it.
package walk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Options say how far to walk. The same options give the same walk.
type Options struct {
	Seed  uint64
	Steps int
	Look  int      // after how many steps everybody looks
	Over  []string // "app", "http": one office each, which have to say the same
}

// Finding is two readings that do not agree.
type Finding struct {
	Step   int
	Who    operator.Ref
	A, B   string // the readings
	SaidA  string
	SaidB  string
	During string // the last step that was taken
}

// Walk is one walk.
type Walk struct {
	Options
	ctx     context.Context
	offices []*office
	clock   *clock
	rng     *rand.Rand // of the steps alone: a look changes nothing of the way
	step    int
	last    string // the step that was taken, in words

	cast
	most    map[byte]int // the highest number that was told of each kind of thing
	words   int          // that were made up
	tokens  map[operator.Ref]operator.Secret
	content map[string]string // of files, by SHA-256
	reading *reading          // whose readings are looked through just now, and for what

	rearranged operator.Ref // the conversation that was merged, split or moved last
	mergedInto operator.Ref // who was made of two last

	logs         []*stream[operator.Event]
	inboxStreams []*stream[operator.InboxChange]
	seats        map[operator.Ref][]operator.Ref // who is in each conversation, as the administrator reads it

	asked    int
	done     map[string]int // steps that were taken, by name
	findings []Finding
	told     map[string]bool // kinds of findings: one is told of each
}

// Report is what came of a walk.
type Report struct {
	Asked    int
	Done     map[string]int
	Findings []Finding
}

// Run walks once, and stops at the first look that finds something.
func Run(ctx context.Context, o Options) (Report, error) {
	w := &Walk{
		Options: o, ctx: ctx, clock: newClock(), rng: rand.New(rand.NewPCG(o.Seed, 1)), //nolint:gosec // a walk, and no secret
		most: map[byte]int{}, done: map[string]int{}, told: map[string]bool{},
		tokens: map[operator.Ref]operator.Secret{}, content: map[string]string{},
	}
	defer w.close()
	for _, name := range o.Over {
		office, err := newOffice(ctx, name, o.Seed, w.clock)
		if office != nil {
			w.offices = append(w.offices, office)
		}
		if err != nil {
			return Report{}, err
		}
	}
	err := w.begin()
	for w.step = 1; err == nil && w.step <= o.Steps && len(w.findings) == 0 && ctx.Err() == nil; w.step++ {
		w.take()
		if w.step%o.Look == 0 || w.step == o.Steps {
			w.look()
			w.signedIn()
			w.follow()
		}
	}
	if err == nil && len(w.findings) == 0 && ctx.Err() == nil {
		err = w.moved()
	}
	if ctx.Err() != nil {
		err = nil // somebody has seen enough
	}
	return Report{w.asked, w.done, w.findings}, err
}

func (w *Walk) close() {
	w.unfollow()
	for _, o := range w.offices {
		o.close()
	}
}

// take takes one step.
func (w *Walk) take() {
	w.clock.advance(time.Duration(1+w.rng.IntN(90)) * time.Minute)
	s := w.steps()[w.rng.IntN(len(w.steps()))]
	w.last = s.name
	err := s.take()
	if err != nil {
		w.last += ": " + err.Error()
		w.done[s.name+" (refused)"]++
	} else {
		w.done[s.name]++
	}
	w.meet()
	w.streamed()
}

// enough is how many findings of one look are told: one fault gives many.
const enough = 12

func (w *Walk) find(who operator.Ref, a, b, saidA, saidB string) {
	shape := numberPattern.ReplaceAllString(a+" and "+b, "#")
	if len(w.findings) < enough && w.ctx.Err() == nil && !w.told[shape] {
		w.told[shape] = true
		w.findings = append(w.findings, Finding{w.step, who, a, b, saidA, saidB, w.last})
	}
}

// numberPattern is where two findings of one kind differ.
var numberPattern = regexp.MustCompile(`[0-9]+`)

// agree wants two readings to be the same.
func agree[T any](w *Walk, who operator.Ref, a, b string, saidA, saidB T) {
	x, y := string(given(saidA, nil)), string(given(saidB, nil))
	if x != y {
		w.find(who, a, b, x, y)
	}
}

var (
	wordPattern = regexp.MustCompile(`(?:say|our)x[0-9]+x|777[0-9]{5}\.00`)
	refPattern  = regexp.MustCompile(`"([PBTCMUSIKWN])([0-9]{1,6})"`)
)

// word makes up a word that stands nowhere else, for a text.
func (w *Walk) word() string {
	w.words++
	return fmt.Sprintf("sayx%dx", w.words)
}

// our makes up a word that nobody outside the team may ever be given.
func (w *Walk) our() string {
	w.words++
	return fmt.Sprintf("ourx%dx", w.words)
}

func wordsIn(raw []byte) []string {
	var found []string
	for _, word := range wordPattern.FindAll(raw, -1) {
		found = append(found, string(word))
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// leaks looks for words in an answer that are not for whoever asked, and notes what
// things there are by now.
func (w *Walk) leaks(who operator.Ref, what string, raw []byte) {
	for _, ref := range refPattern.FindAllSubmatch(raw, -1) {
		n := 0
		_, _ = fmt.Sscan(string(ref[2]), &n)
		w.most[ref[1][0]] = max(w.most[ref[1][0]], n)
	}
	found := wordsIn(raw)
	if !w.team(who) {
		for _, word := range found {
			if !strings.HasPrefix(word, "say") && !strings.Contains(what, word) {
				w.find(who, what, "what is for the team alone", around(raw, word), "nothing of it")
			}
		}
	}
	if w.reading != nil {
		w.reading.note(what, raw, found)
	}
}

// around is the part of an answer about a word.
func around(raw []byte, word string) string {
	at := strings.Index(string(raw), word)
	return "…" + string(raw[max(0, at-200):min(len(raw), at+200)]) + "…"
}

func pick[T any](w *Walk, of []T) T { return of[w.rng.IntN(len(of))] }

// some is one of the things of a kind that there ever were.
func (w *Walk) some(letter byte) operator.Ref {
	return operator.Ref(fmt.Sprintf("%c%d", letter, 1+w.rng.IntN(max(1, w.most[letter]))))
}

func (w *Walk) chance(of int) bool { return w.rng.IntN(of) == 0 }

// ref is how a thing is named.
func ref[T fmt.Stringer](id T) operator.Ref { return operator.Ref(id.String()) }

func ptr[T any](v T) *T { return &v }
