package hook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/event/hook"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestAWebhookIsToldOfWhatItAskedForFromThenOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.label("MR-1", "before")
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}, Property: "MR-1"})
	w.label("MR-1", "a")
	w.label("MR-2", "b")
	w.must(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben"}))
	w.label("MR-1", "c")
	w.want("delivered", w.step(), []string{"MR-1 a", "MR-1 c"})
	w.want("delivered again", w.step(), []string{})
	w.label("MR-1", "d")
	w.want("delivered later", w.step(), []string{"MR-1 d"})
	w.healthy()
}

func TestAWebhookIsToldWhatAnAdministratorSees(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{})
	w.must(w.AddPerson(w.boss(), operator.AddPersonRequest{Kind: operator.Buyer, Name: "Ben", Email: "ben@home.example"}))
	w.teller.Step(t.Context())
	page, err := w.ListEvents(w.boss(), operator.ListEventsRequest{Since: w.got[0].event.Seq - 1})
	w.must(nil, err)
	for i, g := range w.got {
		if string(g.event.Data) != string(page.Items[i].Data) || g.event.Hash != page.Items[i].Hash || g.event.Actor.Ref != page.Items[i].Actor.Ref {
			t.Errorf("got %+v, want %+v", g.event, page.Items[i])
		}
		if strings.Contains(string(g.event.Data), *added.Secret) || strings.Contains(string(g.event.Data), "hidden") {
			t.Errorf("%s tells a secret: %s", g.event.Action, g.event.Data)
		}
	}
	w.want("actions", []string{w.got[0].event.Action, w.got[1].event.Action}, []string{"webhook.added", "person.added"})
}

func TestAHomeWhoseDeliveryFailsWaitsAndOthersGoOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(e operator.Event) int {
		if *e.Property == "MR-1" {
			return 500
		}
		return 200
	}
	w.label("MR-1", "a", "b")
	w.want("the first home fails", w.step(), []string{"MR-1 a Internal Server Error"})
	w.label("MR-2", "c")
	w.label("MR-1", "d")
	w.want("the second goes on", w.step(), []string{"MR-2 c"})
	is := w.show(added.Ref)
	at := w.clock.Now().UTC().Truncate(time.Microsecond).Add(5 * time.Second)
	if is.Waiting != 1 || operator.Value(is.LastError) != "the receiver answered 500" && is.LastError != nil || !is.NextAttemptAt.Equal(at) {
		t.Errorf("%+v, next %v, want %v", is, is.NextAttemptAt, at)
	}
	w.healthy()
	w.clock.Advance(4 * time.Second)
	w.want("too early", w.step(), []string{})
	w.clock.Advance(time.Second)
	w.want("again", w.step(), []string{"MR-1 a Internal Server Error"})
	w.clock.Advance(9 * time.Second)
	w.want("it waits twice as long", w.step(), []string{})
	w.answer = nil
	w.clock.Advance(time.Second)
	w.want("all, in order", w.step(), []string{"MR-1 a", "MR-1 b", "MR-1 d"})
	w.label("MR-1", "e")
	w.want("and on", w.step(), []string{"MR-1 e"})
	if is := w.show(added.Ref); is.Waiting != 0 || is.Failures != 0 || is.LastError != nil || is.NextAttemptAt != nil {
		t.Errorf("%+v", is)
	}
}

func TestAnEventHasTheSameIDHoweverOftenItIsDelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property.edited"}})
	w.label("MR-1", "a", "b")
	w.teller.Step(t.Context())
	first := w.got
	w.got = nil
	w.must(w.ReplayWebhook(w.boss(), operator.ReplayWebhookRequest{Webhook: "W1"}))
	w.teller.Step(t.Context())
	again := w.got
	if first[0].id != again[0].id || first[1].id != again[1].id || first[0].id == first[1].id {
		t.Errorf("%+v and %+v", first, again)
	}
}

func TestAServerThatIsStartedAgainGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(e operator.Event) int {
		if *e.Property == "MR-1" {
			return 503
		}
		return 200
	}
	w.label("MR-1", "a")
	w.label("MR-2", "b", "c")
	w.step()
	w.restart()
	w.answer = nil
	w.want("at once", w.step(), []string{})
	w.clock.Advance(5 * time.Second)
	w.label("MR-2", "d")
	if got := w.step(); len(got) != 2 || strings.Join(got, "; ") != "MR-1 a; MR-2 d" && strings.Join(got, "; ") != "MR-2 d; MR-1 a" {
		t.Errorf("got %q", got)
	}
}

func TestWhatGoesWellIsNotWrittenOfEachTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	for range 50 {
		w.label("MR-1", "a", "b")
	}
	before := w.writes.n
	if got := w.step(); len(got) != 100 {
		t.Errorf("%d deliveries", len(got))
	}
	if n := w.writes.n - before; n != 1 {
		t.Errorf("%d writes", n)
	}
	for range 100 {
		w.must(w.EditCommunity(w.boss(), operator.EditCommunityRequest{Community: "MR", Name: new("Maple")}))
		w.must(w.EditCommunity(w.boss(), operator.EditCommunityRequest{Community: "MR", Name: new("Oak")}))
	}
	before = w.writes.n
	w.want("nothing is for it", w.step(), []string{})
	if n := w.writes.n - before; n != 0 {
		t.Errorf("%d writes of events that are not for it", n)
	}
}

func TestNothingMoreIsSentWhileItCannotBeKeptHowFarAWebhookIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.label("MR-1", "a")
	w.disk.Break(0)
	w.want("once", w.step(), []string{"MR-1 a"})
	w.want("not again", w.step(), []string{})
	w.disk.Mend()
	w.label("MR-1", "b")
	w.step()
	w.want("and on", w.step(), []string{})
}

func TestAReceiverThatIsDownIsTriedByOneDeliveryAtATime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 30 {
		w.must(w.AddProperty(w.boss(), operator.AddPropertyRequest{Community: "MR", Lot: string(rune('A' + n))}))
	}
	added := w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { return 502 }
	page, err := w.ListProperties(w.boss(), operator.ListPropertiesRequest{})
	w.must(nil, err)
	for _, p := range page.Items {
		w.label(operator.Ref(p.Code), "a")
	}
	rounds := []int{}
	for range 6 {
		rounds = append(rounds, len(w.step()))
		w.clock.Advance(hook.Pause(len(rounds), 0))
	}
	if rounds[0] < 16 || rounds[0] > 24 || rounds[3] != 1 || rounds[5] != 1 {
		t.Errorf("deliveries by round: %v", rounds)
	}
	w.healthy()
	w.answer = nil
	w.clock.Advance(time.Hour)
	total := 0
	for range 3 {
		total += len(w.step())
	}
	if is := w.show(added.Ref); total != len(page.Items) || is.Waiting != 0 || is.Failures != 0 {
		t.Errorf("%d of %d delivered when it was back, %+v", total, len(page.Items), is)
	}
}

func TestAReceiverSaysWhenToComeBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(operator.AddWebhookRequest{Actions: []string{"property"}})
	w.answer = func(operator.Event) int { return 429 }
	w.header.Set("Retry-After", "60")
	w.label("MR-1", "a")
	w.want("busy", w.step(), []string{"MR-1 a Too Many Requests"})
	w.clock.Advance(59 * time.Second)
	w.want("too early", w.step(), []string{})
	w.answer = nil
	w.clock.Advance(time.Second)
	w.want("then", w.step(), []string{"MR-1 a"})
}

func TestPausesGrowFromSecondsToHours(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 5: 80 * time.Second, 13: 20480 * time.Second, 14: 6 * time.Hour, 1000: 6 * time.Hour} {
		if got := hook.Pause(failures, 0); got != want {
			t.Errorf("after %d failures: %s, want %s", failures, got, want)
		}
		if most := hook.Pause(failures, 0.999); most < want || most > min(want*5/4, 6*time.Hour) {
			t.Errorf("after %d failures at most: %s", failures, most)
		}
	}
}
