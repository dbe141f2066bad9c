package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// planned is something planned, and what the actor is to it.
type planned struct {
	store.Scheduled
	home   home // of an update to many, the first that the actor may post on
	update operator.UpdateID
	says   store.Content // what the update says
	homes  int           // how many an update goes to
	mine   bool          // the actor has written it
	sees   bool
}

// plannedFor finds out what the actor is to something planned. A message is its
// author's, and administrators know of it; an update is for who may post it.
func (s *session) plannedFor(item store.Scheduled) (planned, error) {
	p := planned{Scheduled: item, mine: s.actor.Is(item.Author)}
	var err error
	if item.Kind != planUpdate {
		p.sees = p.mine || s.actor.Kind == operator.Team && s.actor.Role == operator.Admin
		p.home, err = s.home(item.Property)
		return p, err
	}
	for u, err := range s.r.UpdatesOfPost(item.Post, 0) {
		if err != nil {
			return p, err
		}
		with, err := s.withPost(u)
		if err != nil {
			return p, err
		}
		h, err := s.home(u.Property)
		if err != nil {
			return p, err
		}
		if policy.Decide(policy.PostUpdates, h.facts).Allowed {
			p.home, p.update, p.says, p.sees = h, u.ID, contentOf(with), true
			p.homes = with.post.Homes
			return p, nil
		}
	}
	return p, nil
}

// findItem resolves a reference to something planned that the actor may know of.
func (s *session) findItem(ref operator.Ref) (planned, error) {
	none := operator.Errorf(operator.NotFound, "nothing planned is called %q", ref).WithHint("operator schedule list")
	var id operator.ScheduleID
	if id.UnmarshalText([]byte(strings.TrimSpace(string(ref)))) != nil || id.IsZero() {
		return planned{}, none
	}
	item, ok, err := s.r.Scheduled(id)
	if err != nil || !ok {
		return planned{}, orElse(err, none)
	}
	p, err := s.plannedFor(item)
	if err != nil || !p.sees {
		return planned{}, orElse(err, none)
	}
	return p, nil
}

// showItem is something planned that was just changed.
func (s *session) showItem(item store.Scheduled) (operator.Scheduled, error) {
	p, err := s.plannedFor(item)
	if err != nil {
		return operator.Scheduled{}, err
	}
	return s.showPlanned(p)
}

// showPlanned is something planned as the actor may see it. What a message says is
// its author's.
func (s *session) showPlanned(p planned) (operator.Scheduled, error) {
	shown := operator.Scheduled{
		Ref: p.ID, Kind: p.Kind, Property: p.home.Code, Homes: max(p.homes, 1), Conversation: p.Conversation, Update: p.update,
		To: []string{}, Files: []string{}, At: p.At, State: p.State, DoneAt: optionalTime(p.DoneAt),
		Result: operator.Optional(p.Result), Problem: operator.Optional(p.Problem), CreatedAt: p.Created, Warnings: []string{},
	}
	if (p.State == operator.ScheduleDone || p.State == operator.ScheduleFailed) && p.DoneAt.After(p.At) {
		shown.Late = int(p.DoneAt.Sub(p.At).Seconds())
	}
	var err error
	if p.Kind != planUpdate {
		if shown.Property, err = s.codeOfPlan(p); err != nil {
			return shown, err
		}
	}
	if shown.Property != "" {
		problem, err := s.notAsItStands(p)
		if err != nil {
			return shown, err
		}
		if problem != "" {
			shown.Problem = &problem
		}
	}
	if shown.Author, err = s.summary(p.Author); err != nil {
		return shown, err
	}
	if p.Kind == planUpdate {
		if shown.Excerpt = p.says.Title; shown.Excerpt == "" {
			shown.Excerpt = excerpt(store.Message{Body: p.says.Body})
		}
		for _, m := range p.says.Media {
			shown.Files = append(shown.Files, m.File.Name)
		}
		return shown, nil
	}
	if p.Kind == planMessage {
		req, err := requestOf[operator.SendMessageRequest](p.Scheduled)
		if err != nil {
			return shown, err
		}
		for _, to := range req.To {
			shown.To = append(shown.To, string(to))
		}
	}
	if p.mine {
		shown.Excerpt = p.Excerpt
		for _, f := range p.Files {
			shown.Files = append(shown.Files, f.Name)
		}
	}
	return shown, nil
}

// codeOfPlan is the code of the home of a message that is planned; empty for an author
// who has lost the home, and its conversations, since.
func (s *session) codeOfPlan(p planned) (string, error) {
	knows := policy.Decide(policy.SeeHome, p.home.facts).Allowed
	if !knows {
		var err error
		if knows, err = s.inSomeConversation(s.actor.ID, p.home.ID); err != nil {
			return "", err
		}
	}
	if !knows {
		return "", nil
	}
	return p.home.Code, nil
}

// ListSchedule lists what is planned.
func (a *App) ListSchedule(ctx context.Context, req operator.ListScheduleRequest) (operator.Page[operator.Scheduled], error) {
	return view(ctx, a, req, (*session).listSchedule)
}

func (s *session) listSchedule(req operator.ListScheduleRequest) (operator.Page[operator.Scheduled], error) {
	none := operator.Page[operator.Scheduled]{}
	if req.State == "" {
		req.State = operator.SchedulePending
	}
	if !slices.Contains(scheduleStates(), req.State) {
		return none, operator.Errorf(operator.Usage, "nothing planned is ever %q", req.State).
			WithHint("--state pending, done, cancelled or failed").Reason("bad_state")
	}
	list := "schedule " + string(req.State)
	after, err := placeOf[store.Place](s, list, req.Paging)
	if err != nil {
		return none, err
	}
	var of home
	if req.Property != "" {
		if of, err = s.findProperty(req.Property); err != nil {
			return none, err
		}
	}
	var p planned // of the row that keep looked at last, for show
	rows := placed(s.r.Schedule(req.State, after), func(item store.Scheduled) store.Place { return store.Place{At: item.At, ID: uint64(item.ID)} })
	return pageOf(s, list, req.Paging, rows, func(item store.Scheduled) (bool, error) {
		if p, err = s.plannedFor(item); err != nil || !p.sees || of.ID.IsZero() || p.home.ID == of.ID {
			return err == nil && p.sees, err
		}
		if item.Kind != planUpdate {
			return false, nil
		}
		u, on, err := s.r.UpdateOn(item.Post, of.ID)
		if err == nil && on && policy.Decide(policy.PostUpdates, of.facts).Allowed {
			p.home, p.update = of, u.ID
			return true, nil
		}
		return false, err
	}, func(store.Scheduled) (operator.Scheduled, error) { return s.showPlanned(p) })
}

// ShowScheduled shows something planned with its text. An administrator who reads
// what somebody else is about to write leaves a trace.
func (a *App) ShowScheduled(ctx context.Context, req operator.ScheduleRequest) (operator.Scheduled, error) {
	return view(ctx, a, req, (*session).showScheduled)
}

func (s *session) showScheduled(req operator.ScheduleRequest) (operator.Scheduled, error) {
	p, err := s.findItem(req.Item)
	if err != nil {
		return operator.Scheduled{}, err
	}
	body := p.says.Body
	if p.Kind != planUpdate {
		if body, err = bodyOf(p.Scheduled); err != nil {
			return operator.Scheduled{}, err
		}
		if !p.mine {
			s.record("schedule.read", p.ID.String(), p.Property, nil, nil)
			p.mine = true
		}
	}
	shown, err := s.showPlanned(p)
	shown.Body = &body
	return shown, err
}

// suggestSchedule suggests what is pending, by its references.
func (s *session) suggestSchedule(l *suggestions, prefix string) error {
	zone, err := s.zone()
	if err != nil {
		return err
	}
	for item, err := range s.r.Schedule(operator.SchedulePending, nil) {
		if err != nil || l.full() {
			return err
		}
		if !strings.HasPrefix(operator.Fold(item.ID.String()), prefix) {
			continue
		}
		p, err := s.plannedFor(item)
		if err != nil {
			return err
		}
		if !p.sees {
			continue
		}
		on := p.home.Code
		if item.Kind != planUpdate {
			if on, err = s.codeOfPlan(p); err != nil {
				return err
			}
		}
		l.add(item.ID.String(), "%s on %s, %s", item.Kind, cmp.Or(on, "a home"), item.At.In(zone).Format("Mon 2 Jan 15:04"))
	}
	return nil
}

// aboutSchedule is for events of what is planned: for who may know of it.
func (in *insight) aboutSchedule(e store.Event) (level, error) {
	var id operator.ScheduleID
	if id.UnmarshalText([]byte(e.Object)) != nil {
		return unseen, nil
	}
	item, ok, err := in.r.Scheduled(id)
	if err != nil || !ok {
		return unseen, err
	}
	p, err := in.plannedFor(item)
	if err != nil || !p.sees {
		return unseen, err
	}
	return whole, nil
}
