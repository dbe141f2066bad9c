package app

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Diagnose tells how the workspace is. It records nothing: what it tells is no
// more than the directory, which who may ask sees anyway.
func (a *App) Diagnose(ctx context.Context, req operator.DiagnoseRequest) ([]operator.Diagnosis, error) {
	return view(ctx, a, req, (*session).diagnose)
}

func (s *session) diagnose(operator.DiagnoseRequest) ([]operator.Diagnosis, error) {
	if err := s.may(policy.Diagnose); err != nil {
		return nil, err
	}
	list := []operator.Diagnosis{s.diagnoseActor(), s.diagnoseWorkspace(), s.diagnoseKey()}
	for _, look := range []func(*session) (operator.Diagnosis, error){
		(*session).diagnoseClock, (*session).diagnosePeople, (*session).diagnoseHomes, (*session).diagnosePosts, (*session).diagnoseFiles,
	} {
		d, err := look(s)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	return list, nil
}

func (s *session) diagnoseActor() operator.Diagnosis {
	d := operator.Diagnosed("person", operator.HealthOK, "%s (%s) acts: %s", s.actor.Name, s.actor.ID, s.actor.Role)
	switch {
	case !s.token.ID.IsZero():
		d.Text += "; by the token " + s.token.ID.String()
	case s.call.Actor == "":
		d.Text += "; nobody is named, so it is who made the workspace"
	}
	return d
}

// diagnoseWorkspace looks at what everything else leans on.
func (s *session) diagnoseWorkspace() operator.Diagnosis {
	if _, err := s.zone(); err != nil {
		return operator.Diagnosed("workspace", operator.HealthProblem, "its time zone %q is not known on this machine", s.ws.TimeZone).
			WithAdvice("install the time zone database (tzdata), or operator workspace edit --timezone ZONE")
	}
	if len(s.ws.Secret) == 0 || len(s.ws.Instance) == 0 {
		return operator.Diagnosed("workspace", operator.HealthProblem, "its key is missing, without which no event can be verified").
			WithAdvice("operator check")
	}
	return operator.Diagnosed("workspace", operator.HealthOK, "%s, times in %s", s.ws.Name, s.ws.TimeZone)
}

// diagnoseKey looks where the key of the log is.
func (s *session) diagnoseKey() operator.Diagnosis {
	k, err := s.app.chainKeys(s.ws)
	if err == nil {
		_, err = k.current()
	}
	if err != nil {
		return operator.Failed("key", err)
	}
	if n := len(s.ws.Keys); n > 0 {
		return operator.Diagnosed("key", operator.HealthOK, "that of the log is in %s, since event %d", k.path, s.ws.Keys[n-1].From)
	}
	return operator.Diagnosed("key", operator.HealthOK, "that of the log is in the store, until a server has it")
}

// skew is by how much clocks of two machines may differ before it is told.
const skew = 5 * time.Minute

// diagnoseClock compares the clock with the last thing that happened.
func (s *session) diagnoseClock() (operator.Diagnosis, error) {
	last, err := lastEvent(s.r)
	switch ahead := last.At.Sub(s.now); {
	case err != nil:
		return operator.Diagnosis{}, err
	case ahead > skew:
		return operator.Diagnosed("clock", operator.HealthProblem, "it is %s behind the last event (%d, %s)", roughly(ahead), last.Seq, last.At.Format(time.RFC3339)).
			WithAdvice("set the clock of this machine: new messages would stand before old ones"), nil
	}
	return operator.Diagnosed("clock", operator.HealthOK, "%s, after the last of %s", s.now.Format(time.RFC3339), plural(int(last.Seq), "event")), nil
}

// lastEvent is the last thing that happened; zero where nothing has.
func lastEvent(r store.Reader) (store.Event, error) {
	seq, err := r.LastEvent()
	if err != nil {
		return store.Event{}, err
	}
	last, _, err := r.Event(seq)
	return last, err
}

// roughly is a length of time for people: in days where those are many.
func roughly(d time.Duration) string {
	if days := int(d / (24 * time.Hour)); days > 1 {
		return plural(days, "day")
	}
	return d.Round(time.Second).String()
}

// diagnosePeople looks for leavers whom others still turn to.
func (s *session) diagnosePeople() (operator.Diagnosis, error) {
	var left []string
	n := 0
	for p, err := range s.r.People(operator.Team, store.NamePlace{}) {
		if err != nil {
			return operator.Diagnosis{}, err
		}
		n++
		if !p.Deactivated {
			continue
		}
		duties, err := s.dutiesOf(p)
		if err != nil {
			return operator.Diagnosis{}, err
		}
		if duties != "" {
			left = append(left, fmt.Sprintf("%s (%s): %s", p.Name, p.ID, duties))
		}
	}
	if len(left) > 0 {
		return operator.Diagnosed("leavers", operator.HealthWarning, "deactivated and still responsible: %s", someOf(left)).
			WithAdvice("operator property assign CODE PERSON --primary, operator conversation edit C42 --assignee PERSON"), nil
	}
	return operator.Diagnosed("leavers", operator.HealthOK, "none of %s is deactivated and still responsible", plural(n, "team member")), nil
}

// dutiesOf says what a leaver is still turned to for; empty for nothing.
func (s *session) dutiesOf(p store.Person) (string, error) {
	assigned, err := s.r.AssignmentsOf(p.ID)
	if err != nil {
		return "", err
	}
	primary, talks := 0, 0
	for _, a := range assigned {
		if a.Property.IsZero() {
			continue
		}
		h, ok, err := s.r.Property(a.Property)
		if err != nil {
			return "", err
		}
		if ok && h.Primary == p.ID {
			primary++
		}
	}
	for e, err := range s.r.Entries(p.ID, store.ViewAll, nil) {
		if err != nil {
			return "", err
		}
		if e.Closed {
			continue
		}
		c, ok, err := s.r.Conversation(e.Conversation)
		if err != nil {
			return "", err
		}
		if ok && c.Assignee == p.ID {
			talks++
		}
	}
	var duties []string
	if primary > 0 {
		duties = append(duties, "primary contact of "+plural(primary, "home"))
	}
	if talks > 0 {
		duties = append(duties, "assignee of "+plural(talks, "conversation"))
	}
	return strings.Join(duties, ", "), nil
}

// mostNamed is how many things one line names.
const mostNamed = 5

// someOf names the first of many.
func someOf(names []string) string {
	if len(names) <= mostNamed {
		return strings.Join(names, "; ")
	}
	return fmt.Sprintf("%s; and %d more", strings.Join(names[:mostNamed], "; "), len(names)-mostNamed)
}

// diagnoseHomes looks for homes under contract that nobody is responsible for.
func (s *session) diagnoseHomes() (operator.Diagnosis, error) {
	var alone, leaderless []string
	n := 0
	teams := map[operator.CommunityID]bool{} // whether somebody active works on all homes of it
	for h, err := range s.r.Properties(0, 0, "") {
		if err != nil {
			return operator.Diagnosis{}, err
		}
		n++
		if h.Stage != operator.UnderContract {
			continue
		}
		if team, err := s.hasTeam(h, teams); err != nil {
			return operator.Diagnosis{}, err
		} else if !team {
			alone = append(alone, h.Code)
		} else if h.Primary.IsZero() {
			leaderless = append(leaderless, h.Code)
		}
	}
	if len(alone)+len(leaderless) == 0 {
		return operator.Diagnosed("homes", operator.HealthOK, "%s; each one under contract has a team and a primary contact", plural(n, "home")), nil
	}
	var what []string
	if len(alone) > 0 {
		what = append(what, "without a team: "+someOf(alone))
	}
	if len(leaderless) > 0 {
		what = append(what, "without a primary contact: "+someOf(leaderless))
	}
	first := cmp.Or(strings.Join(alone[:min(1, len(alone))], ""), strings.Join(leaderless[:min(1, len(leaderless))], ""))
	return operator.Diagnosed("homes", operator.HealthWarning, "under contract, %s", strings.Join(what, ", and ")).
		WithAdvice("operator property assign %s PERSON --primary", first), nil
}

// hasTeam says whether somebody active works on a home or on all of its community.
func (s *session) hasTeam(h store.Property, teams map[operator.CommunityID]bool) (bool, error) {
	team, err := s.r.PropertyTeam(h.ID)
	if err != nil {
		return false, err
	}
	if active, err := s.anyActive(team); active || err != nil {
		return active, err
	}
	if known, ok := teams[h.Community]; ok {
		return known, nil
	}
	if team, err = s.r.CommunityTeam(h.Community); err != nil {
		return false, err
	}
	teams[h.Community], err = s.anyActive(team)
	return teams[h.Community], err
}

func (s *session) anyActive(team []store.Assignment) (bool, error) {
	for _, a := range team {
		p, err := s.person(a.Person)
		if err != nil {
			return false, err
		}
		if !p.Deactivated {
			return true, nil
		}
	}
	return false, nil
}
