package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/media"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

var now = time.Date(2026, 3, 18, 16, 20, 0, 0, time.UTC)

// recorder is a Rows that keeps everything.
type recorder struct {
	mu            sync.Mutex
	digests       map[string][]byte // of the rows of a kind, in the order in which they came
	people        map[operator.PersonID]store.Person
	communities   []store.Community
	buildings     []store.Building
	properties    []store.Property
	assignments   []store.Assignment
	sales         []store.Sale
	conversations []store.Conversation
	messages      []store.Message
	versions      []store.Version
	entries       []store.Entry
	events        []store.Event
	posts         []store.Post
	updates       []store.Update
	receipts      []store.Receipt
	unseen        []store.Unseen
	progress      []store.Progress
	light         bool  // digests are not wanted
	fail          error // of the thousandth row
	rows          int
}

var _ Rows = (*recorder)(nil)

func keep[T any](r *recorder, kind string, list *[]T, row T) error {
	var raw []byte
	if !r.light {
		var err error
		if raw, err = json.Marshal(row); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.light {
		sum := sha256.Sum256(append(r.digests[kind], raw...))
		r.digests[kind] = sum[:]
	}
	*list = append(*list, row)
	if r.rows++; r.fail != nil && r.rows > 1000 {
		return r.fail
	}
	return nil
}

func (r *recorder) PutPerson(p *store.Person) error {
	var list []store.Person
	r.people[p.ID] = *p
	return keep(r, "person", &list, *p)
}

func (r *recorder) PutCommunity(c *store.Community) error {
	return keep(r, "community", &r.communities, *c)
}

func (r *recorder) PutBuilding(b *store.Building) error {
	return keep(r, "building", &r.buildings, *b)
}

func (r *recorder) PutProperty(p *store.Property) error {
	return keep(r, "property", &r.properties, *p)
}

func (r *recorder) PutAssignment(a store.Assignment) error {
	return keep(r, "assignment", &r.assignments, a)
}
func (r *recorder) PutSale(s *store.Sale) error { return keep(r, "sale", &r.sales, *s) }
func (r *recorder) PutConversation(c *store.Conversation) error {
	return keep(r, "conversation", &r.conversations, *c)
}
func (r *recorder) PutMessage(m *store.Message) error { return keep(r, "message", &r.messages, *m) }
func (r *recorder) PutVersion(v store.Version) error  { return keep(r, "version", &r.versions, v) }
func (r *recorder) PutEntry(e store.Entry) error      { return keep(r, "entry", &r.entries, e) }
func (r *recorder) PutEvent(e store.Event) error      { return keep(r, "event", &r.events, e) }
func (r *recorder) PutDetails(d store.Details) error {
	var list []store.Details
	return keep(r, "details", &list, d)
}

func (r *recorder) PutPost(p *store.Post) error        { return keep(r, "post", &r.posts, *p) }
func (r *recorder) PutUpdate(u *store.Update) error    { return keep(r, "update", &r.updates, *u) }
func (r *recorder) PutReceipt(one store.Receipt) error { return keep(r, "receipt", &r.receipts, one) }
func (r *recorder) PutUnseen(u store.Unseen) error     { return keep(r, "unseen", &r.unseen, u) }
func (r *recorder) PutProgress(p store.Progress) error { return keep(r, "progress", &r.progress, p) }

func (r *recorder) PutChain(c store.Chain) error {
	var list []store.Chain
	return keep(r, "chain", &list, c)
}

func newRecorder() *recorder {
	return &recorder{digests: map[string][]byte{}, people: map[operator.PersonID]store.Person{}}
}

func made(t testing.TB, properties, messages int, seed uint64) *recorder {
	t.Helper()
	r := newRecorder()
	if _, err := Generate(t.Context(), Options{Properties: properties, Messages: messages, Seed: seed, Now: now}, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheSameSeedMakesTheSameRows(t *testing.T) {
	t.Parallel()
	first, again, other := made(t, 60, 2000, 7), made(t, 60, 2000, 7), made(t, 60, 2000, 8)
	if len(first.digests) != 18 {
		t.Errorf("rows of %d kinds", len(first.digests))
	}
	if !maps.EqualFunc(first.digests, again.digests, bytes.Equal) {
		t.Error("the same seed made other rows")
	}
	for kind, sum := range first.digests {
		named := kind == "community" || kind == "building" // always the same ones
		if !named && bytes.Equal(sum, other.digests[kind]) {
			t.Errorf("another seed made the same rows of kind %s", kind)
		}
	}
	v, w := Workspace(Options{Seed: 7, Now: now}), Workspace(Options{Seed: 8, Now: now})
	if bytes.Equal(v.Secret, w.Secret) || bytes.Equal(v.Instance, w.Instance) {
		t.Error("two seeds have the same secret or instance")
	}
}

func TestThereAreAsManyHomesAndMessagesAsWereAskedFor(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{1, 0}, {1, 1}, {1, 5000}, {3, 2}, {7, 100}, {40, 600}, {999, 1500}} {
		r := made(t, size[0], size[1], 3)
		if len(r.properties) != size[0] || len(r.messages) != size[1] {
			t.Errorf("asked for %v, got %d homes and %d messages", size, len(r.properties), len(r.messages))
		}
	}
	for _, size := range [][2]int{{0, 0}, {-1, 5}, {MaxProperties + 1, 0}, {1, -1}, {1, MaxMessages + 1}} {
		_, err := Generate(t.Context(), Options{Properties: size[0], Messages: size[1], Now: now}, newRecorder())
		if operator.CodeOf(err) != operator.Invalid {
			t.Errorf("%v gives %v", size, err)
		}
	}
}

func TestTheLargestCompanyNamesOnlyWhatIsThere(t *testing.T) {
	t.Parallel()
	r := newRecorder()
	r.light = true
	if _, err := Generate(t.Context(), Options{Properties: MaxProperties, Messages: 5000, Seed: 1, Now: now}, r); err != nil {
		t.Fatal(err)
	}
	there := func(id operator.PersonID) bool { return id > 0 && int(id) <= len(r.people) }
	for _, p := range r.properties {
		if p.ID == 0 || p.Community == 0 || !there(p.Primary) {
			t.Fatalf("a home is %+v", p)
		}
	}
	for _, a := range r.assignments {
		if !there(a.Person) || a.Property == 0 && a.Community == 0 {
			t.Fatalf("an assignment is %+v", a)
		}
	}
	for _, s := range r.sales {
		if s.ID == 0 || s.Property == 0 || slices.ContainsFunc(s.Buyers, func(b store.SaleBuyer) bool { return !there(b.Person) }) {
			t.Fatalf("a sale is %+v", s)
		}
	}
	for _, e := range r.entries {
		if !there(e.Person) || e.Conversation == 0 {
			t.Fatalf("an entry is %+v", e)
		}
	}
	for _, e := range r.events {
		if !there(e.Actor) {
			t.Fatalf("an event is %+v", e)
		}
	}
}

// times finds every time in a row, by the names of its fields.
func times(v any, found map[string][]time.Time) {
	raw, _ := json.Marshal(v)
	var fields any
	_ = json.Unmarshal(raw, &fields)
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, more := range v {
				walk(k, more)
			}
		case []any:
			for _, more := range v {
				walk(name, more)
			}
		case string:
			if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
				found[name] = append(found[name], at)
			}
		}
	}
	walk("", fields)
}

func TestNothingHappensInTheFutureOrBeforeTheCompanyBegan(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{now, time.Date(2026, 1, 1, 7, 0, 0, 0, time.UTC), time.Date(2025, 8, 10, 3, 4, 5, 6000, time.UTC), time.Unix(0, 0)} {
		r := newRecorder()
		if _, err := Generate(t.Context(), Options{Properties: 80, Messages: 3000, Seed: 5, Now: at}, r); err != nil {
			t.Fatal(err)
		}
		found := map[string][]time.Time{}
		times([]any{r.people, r.communities, r.buildings, r.properties, r.assignments, r.sales, r.conversations, r.messages, r.versions, r.entries, r.events}, found)
		for field, list := range found {
			for _, one := range list {
				if one.IsZero() {
					continue
				}
				if future := one.After(at); future != (field == "SnoozedUntil") || one.Before(timeOf(founding(at))) {
					t.Fatalf("%s is %v, now is %v", field, one, at)
				}
			}
		}
		for _, s := range r.sales {
			if s.ClosingDate > dateOf(at.UnixMicro()) || s.ContractDate > dateOf(at.UnixMicro()) || s.WithdrawalDate > dateOf(at.UnixMicro()) {
				t.Errorf("sale %+v ends in the future", s)
			}
		}
		recent := 0
		for _, m := range r.messages {
			if m.Created.After(at.Add(-4 * 24 * time.Hour)) {
				recent++
			}
		}
		if recent < 60 {
			t.Errorf("only %d of 3000 messages are of the last four days", recent)
		}
	}
}

// What a demo has to show, at the size it has by default.
func TestADemoShowsEverything(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		r := made(t, 40, 600, seed)
		seen := map[string]int{}
		note := func(what string, is bool) {
			if is {
				seen[what]++
			} else if seen[what] == 0 {
				seen[what] = 0
			}
		}
		for _, p := range r.people {
			for _, kind := range []operator.PersonKind{operator.Team, operator.Buyer, operator.Contact} {
				note(string(kind), p.Kind == kind)
			}
			note("an auditor", p.Role == operator.Auditor)
			note("a leaver", p.Deactivated)
			note("invited", p.Invitation == operator.Invited)
			note("accepted", p.Invitation == operator.Accepted)
			note("never invited", p.Kind == operator.Buyer && p.Invitation == "")
		}
		for _, p := range r.properties {
			for _, stage := range []operator.Stage{operator.PreContract, operator.UnderContract, operator.Closed} {
				note(string(stage), p.Stage == stage)
			}
			note("a home in a building", p.Building != 0)
			note("a primary contact", p.Primary != 0)
		}
		homes := map[operator.PropertyID]int{}
		for _, s := range r.sales {
			homes[s.Property]++
			note("a sale "+string(s.Status), true)
			note("a resold home", homes[s.Property] > 1)
			note("co-buyers", len(s.Buyers) > 1)
			note("three buyers", len(s.Buyers) > 2)
			note("a shared e-mail", len(s.Buyers) > 1 && r.people[s.Buyers[0].Person].Email != "" && r.people[s.Buyers[0].Person].Email == r.people[s.Buyers[1].Person].Email)
		}
		for _, a := range r.assignments {
			note("assigned to a home", a.Property != 0)
			note("assigned to a community", a.Property == 0)
		}
		r.noteTalk(note)
		for _, what := range slices.Sorted(maps.Keys(seen)) {
			if seen[what] == 0 {
				t.Errorf("seed %d: the demo does not show: %s", seed, what)
			}
		}
		if len(seen) < 45 {
			t.Errorf("only %d things were looked for", len(seen))
		}
	}
}

func (r *recorder) noteTalk(note func(string, bool)) {
	for _, c := range r.conversations {
		note("open", !c.Closed)
		note("closed", c.Closed)
		note("internal", c.Internal)
		note("everyone on a home", c.Home && !c.Internal)
		note("everyone on a home before a sale", c.Home && c.Internal)
		note("closed by a withdrawal", c.ClosedWithSale && len(c.Suspended) > 0)
		note("waiting on us", c.Turn == store.TurnUs && !c.Closed)
		note("waiting on them", c.Turn == store.TurnThem && !c.Closed)
		note("labelled", len(c.Labels) > 0)
		note("assigned", c.Assignee != 0)
		note("without a subject", c.Subject == "")
		for _, p := range c.Participants {
			note("a late joiner who sees nothing before", p.From > 1)
			note("a late joiner who sees all", p.From == 1 && p.Since.After(c.Created))
		}
	}
	for _, m := range r.messages {
		note("edited", !m.Edited.IsZero())
		note("deleted", m.Deleted)
		note("a mention", len(m.Mentions) > 0)
		note("an answer to another message", m.InReplyTo != 0)
		for _, f := range m.Attachments {
			note("a photo", f.MediaType == "image/jpeg" && f.Width > 0)
			note("a document", f.MediaType == "application/pdf")
		}
	}
	for _, e := range r.entries {
		whose := "somebody's "
		if e.Person == 1 {
			whose = "the administrator's "
		}
		note(whose+"starred", e.Starred)
		note(whose+"muted", e.Muted)
		note(whose+"archived", e.Archived)
		note(whose+"snoozed", e.View() == store.ViewSnoozed)
		note(whose+"unread", e.Unread > 0 && !e.Closed)
		note(whose+"read", e.Unread == 0)
	}
	for _, e := range r.events {
		note(e.Action, true)
	}
	for _, action := range []string{"conversation.reopened", "conversation.left", "conversation.joined", "conversation.read", "message.edited", "message.deleted", "person.deactivated"} {
		note(action, false)
	}
}

func TestTextsAreWholeAndFit(t *testing.T) {
	t.Parallel()
	r := made(t, 120, 8000, 11)
	bodies := map[string]int{}
	for _, m := range r.messages {
		if m.Deleted {
			continue
		}
		bodies[m.Body]++
		if err := operator.CheckBody(m.Body); err != nil || strings.ContainsAny(m.Body, "{}") || strings.TrimSpace(m.Body) != m.Body {
			t.Errorf("%q: %v", m.Body, err)
		}
	}
	if len(bodies) < len(r.messages)*2/5 {
		t.Errorf("%d messages have only %d texts", len(r.messages), len(bodies))
	}
	for _, c := range r.conversations {
		if err := operator.CheckLine("the subject", c.Subject); err != nil || strings.ContainsAny(c.Subject, "{}") {
			t.Errorf("%q: %v", c.Subject, err)
		}
	}
	emails := map[string]bool{}
	for _, p := range r.people {
		if p.Kind != operator.Team {
			continue
		}
		if emails[p.Email] || !strings.HasSuffix(p.Email, "@acme.example") {
			t.Errorf("the address %s of %s", p.Email, p.Name)
		}
		emails[p.Email] = true
	}
	if p := r.people[1]; p.Email != "maya@acme.example" || p.Role != operator.Admin {
		t.Errorf("the administrator is %+v", p)
	}
}

func TestCodesOfCommunitiesAreShortAndDiffer(t *testing.T) {
	t.Parallel()
	taken := map[string]bool{}
	names := map[string]bool{}
	for i := range 1100 {
		name := placeName(i)
		code := codeFor(name, taken)
		if names[name] || len(code) > 12 {
			t.Errorf("%s is the code of %s", code, name)
		}
		names[name] = true
	}
	if len(taken) != 1100 || !taken["MR"] || !taken["OC"] {
		t.Errorf("%d codes", len(taken))
	}
}

func TestFilesAreWhatMessagesSayTheyAre(t *testing.T) {
	t.Parallel()
	files, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]bool{}
	for _, f := range files {
		facts, err := media.Inspect(bytes.NewReader(f.Content), int64(len(f.Content)))
		if err != nil || facts.MediaType != f.MediaType || facts.Width != f.Width || facts.Height != f.Height || facts.Position != nil {
			t.Errorf("%s is %+v, %v", f.Name, facts, err)
		}
		sums[fmt.Sprintf("%x %d", sha256.Sum256(f.Content), len(f.Content))] = true
	}
	if len(sums) != len(files) || len(files) > 12 {
		t.Errorf("%d files, %d different", len(files), len(sums))
	}
	for _, m := range made(t, 40, 600, 1).messages {
		for _, f := range m.Attachments {
			if !sums[fmt.Sprintf("%x %d", f.Sum, f.Size)] {
				t.Errorf("%s has a file %s that is not there", m.ID, f.Name)
			}
		}
	}
}

func TestGenerateStopsWhenRowsAreRefusedOrNobodyWaits(t *testing.T) {
	t.Parallel()
	o := Options{Properties: 40, Messages: 600, Now: now}
	r := newRecorder()
	r.fail = errors.New("no room")
	if _, err := Generate(t.Context(), o, r); !errors.Is(err, r.fail) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Generate(ctx, o, newRecorder()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestProgressEndsWithEverythingDone(t *testing.T) {
	t.Parallel()
	var last [2]int
	o := Options{Properties: 100, Messages: 30_000, Now: now, Progress: func(done, total int) {
		if done < last[0] || total != last[1] && last[1] != 0 {
			t.Errorf("progress went from %v to %d of %d", last, done, total)
		}
		last = [2]int{done, total}
	}}
	if _, err := Generate(t.Context(), o, newRecorder()); err != nil || last[0] != last[1] || last[1] < 30_000 {
		t.Errorf("progress ended at %v, %v", last, err)
	}
}

func TestWhatIsPostedHasReadersWhoHaveSeenItOrHaveNot(t *testing.T) {
	t.Parallel()
	r := made(t, 60, 100, 7)
	type look struct {
		update operator.UpdateID
		person operator.PersonID
	}
	looks := map[look]int{}
	acknowledged, liked := 0, 0
	for _, one := range r.receipts {
		looks[look{one.Update, one.Person}]++
		if !one.Acknowledged.IsZero() {
			acknowledged++
		}
		if !one.Liked.IsZero() {
			liked++
		}
		if one.Seen.Before(one.Delivered) || one.Seen.After(now) {
			t.Errorf("%+v", one)
		}
	}
	for _, one := range r.unseen {
		looks[look{one.Update, one.Person}]++
	}
	for who, n := range looks {
		if n != 1 {
			t.Errorf("%v is there %d times", who, n)
		}
	}
	homes := 0
	for _, p := range r.posts {
		homes += p.Homes
	}
	if homes != len(r.updates) || len(r.progress) == 0 || len(r.unseen) == 0 || acknowledged == 0 || liked == 0 {
		t.Errorf("posts to %d homes, %d updates, progress of %d, %d unseen, %d acknowledged, %d liked",
			homes, len(r.updates), len(r.progress), len(r.unseen), acknowledged, liked)
	}
}
