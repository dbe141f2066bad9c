package app

import (
	"errors"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// orGroup gives who is nobody a hint at the groups, by what was typed alone.
func orGroup(word string, err error) error {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Code != operator.NotFound {
		return err
	}
	near := suggest.Nearest(word, []string{groupBuyers, groupTeam, groupHome})
	switch {
	case strings.Contains(word, ","):
		return e.WithHint("name each by itself: --to buyers --to team")
	case slices.Contains([]string{"all", "everyone", "everybody"}, word):
		near = []string{groupHome}
	}
	switch {
	case len(near) > 0:
		return e.WithHint("%s", suggest.DidYouMean(near))
	case e.Hint == listPeople:
		return e.WithHint("--to PERSON, buyers, team, home or title:TITLE; operator person list")
	}
	return err
}

// titlesOf is the titles of those of a team who are active, each once.
func titlesOf(team []store.Person) []string {
	var titles []string
	for _, p := range team {
		if p.Title != "" && !p.Deactivated {
			titles = append(titles, p.Title)
		}
	}
	slices.Sort(titles)
	return slices.Compact(titles)
}
