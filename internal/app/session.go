package app

import (
	"context"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// session is one request at work: who acts, when, and the transaction. It
// remembers what it has looked up. It ends with the transaction.
type session struct {
	app   *App
	ctx   context.Context // the session lives no longer than the call it belongs to
	call  operator.Call
	now   time.Time
	r     store.Reader
	tx    store.Tx // nil where nothing may be written
	ws    store.Workspace
	actor store.Person
	// runner is who has something done that the actor planned; zero where they act
	// themselves.
	runner operator.PersonID
	signIn

	place *time.Location // the workspace's zone, once it was looked up

	events    []pending
	last      store.Event               // the last event kept
	unchanged bool                      // the request found nothing to do
	looked    []operator.ConversationID // those found that the actor is no part of
	// looksAtAll says that the request goes through everybody's conversations, which is
	// recorded once.
	looksAtAll bool
	naming     []operator.NewAttachment // uploads that what is kept names
	// still says no where who reads may not do so any more when it is recorded; nil where
	// that follows from what they are.
	still func(*session) error

	people map[operator.PersonID]store.Person
	homes  map[operator.PropertyID]home
	sales  map[operator.TransactionID]store.Sale
	posts  map[store.PostID]store.Post
	// wide and steps are the teams and the milestones of communities, which all of their homes
	// share. They are remembered where nothing is written, and so never forgotten.
	wide  map[operator.CommunityID][]store.Assignment
	steps map[operator.CommunityID]store.Steps
	mail  map[operator.PersonID]bool // whose e-mail and phones the actor may see
	// together is with whom the actor is in a conversation.
	together map[operator.PersonID]bool
}

// session begins a request. It fails where nobody acts, or somebody who is gone.
func (a *App) session(ctx context.Context, r store.Reader, tx store.Tx) (*session, error) {
	s, err := a.nobody(ctx, r, tx)
	if err == nil {
		err = s.signedIn()
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// nobody is a session in which nobody acts yet.
func (a *App) nobody(ctx context.Context, r store.Reader, tx store.Tx) (*session, error) {
	s := &session{
		app: a, ctx: ctx, call: operator.CallFrom(ctx), now: a.time(), r: r, tx: tx,
		people: map[operator.PersonID]store.Person{},
		homes:  map[operator.PropertyID]home{},
		sales:  map[operator.TransactionID]store.Sale{},
		posts:  map[store.PostID]store.Post{},
		wide:   map[operator.CommunityID][]store.Assignment{}, steps: map[operator.CommunityID]store.Steps{},
		mail: map[operator.PersonID]bool{}, together: map[operator.PersonID]bool{},
	}
	var err error
	s.ws, err = r.Workspace()
	return s, err
}

// signedIn finds who acts. A token says it, where there is one. An embedded store
// trusts whoever can open it to be whom they say, and the administrator that init
// made if they do not say.
func (s *session) signedIn() error {
	if s.call.Token != "" {
		return s.byToken()
	}
	ref := s.call.Actor
	if ref == "" && s.call.Trusted && !s.ws.Admin.IsZero() {
		ref = operator.Ref(s.ws.Admin.String())
	}
	if ref == "" {
		return policy.SignedIn(policy.Actor{Nobody: true})
	}
	p, err := s.lookUpActor(ref)
	if err != nil {
		return err
	}
	return s.actAs(p)
}

// actAs makes a person the one who acts.
func (s *session) actAs(p store.Person) error {
	s.actor = p
	s.people[p.ID] = p
	err := policy.SignedIn(s.who())
	if e, ok := err.(*operator.Error); ok && p.Deactivated {
		return e.WithHint("an administrator can bring them back: operator person activate %s", p.ID)
	}
	return err
}

// zone is the workspace's, which texts without a zone are meant in. It is looked
// up when it is needed: reading it costs as much as a page of rows.
func (s *session) zone() (*time.Location, error) {
	if s.place != nil {
		return s.place, nil
	}
	zone, err := time.LoadLocation(s.ws.TimeZone)
	if err != nil {
		return nil, operator.Wrap(operator.IO, err, "the workspace's time zone %q is not known here", s.ws.TimeZone)
	}
	s.place = zone
	return zone, nil
}

// who is the actor as policy knows them.
func (s *session) who() policy.Actor { return actorOf(s.actor) }

func actorOf(p store.Person) policy.Actor {
	return policy.Actor{Kind: p.Kind, Role: p.Role, Gone: p.Deactivated}
}

// mostRemembered is how many of a kind a session remembers. A walk through everything
// there is meets a hundred thousand homes, mostly once each.
const mostRemembered = 8192

// remember keeps what was read for as long as the session lasts, or until there is too
// much of it.
func remember[K comparable, V any](in map[K]V, key K, value V) {
	if len(in) >= mostRemembered {
		clear(in)
	}
	in[key] = value
}

// person looks a person up by number; it must be there, since rows name it. The
// number of somebody who was merged into another gives that other.
func (s *session) person(id operator.PersonID) (store.Person, error) {
	if p, ok := s.people[id]; ok {
		return p, nil
	}
	p, ok, err := s.leadsTo(id)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "the store names person %s, who is not there", id).
			WithHint("operator check").Reason("dangling")
	}
	if err == nil {
		remember(s.people, id, p)
	}
	return p, err
}

// wideTeam is who is assigned to all homes of a community.
func (s *session) wideTeam(id operator.CommunityID) ([]store.Assignment, error) {
	if team, ok := s.wide[id]; ok {
		return team, nil
	}
	team, err := s.r.CommunityTeam(id)
	if err == nil && s.tx == nil {
		remember(s.wide, id, team)
	}
	return team, err
}

// sale looks a sale up by number.
func (s *session) sale(id operator.TransactionID) (store.Sale, error) {
	if sale, ok := s.sales[id]; ok {
		return sale, nil
	}
	sale, ok, err := s.r.Sale(id)
	if err == nil && !ok {
		err = operator.Errorf(operator.IO, "the store names sale %s, which is not there", id).
			WithHint("operator check").Reason("dangling")
	}
	if err == nil {
		remember(s.sales, id, sale)
	}
	return sale, err
}
