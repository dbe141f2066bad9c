package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ShowScorecard tells how well homes are looked after, with the numbers of updates and of
// answers side by side.
func (a *App) ShowScorecard(ctx context.Context, req operator.ScorecardRequest) (operator.Scorecard, error) {
	return counted(ctx, a, req, func(s *session, req operator.ScorecardRequest) (survey, error) {
		return s.survey(req.By, operator.ByCommunity, req.Since, statsAge)
	}, survey.scorecard)
}

func (c survey) scorecard() (operator.Scorecard, error) {
	posted, err := c.updates()
	if err != nil {
		return operator.Scorecard{}, err
	}
	answered, err := c.responses()
	if err != nil {
		return operator.Scorecard{}, err
	}
	scores := map[string]*operator.Score{}
	under := func(key string, name *string) *operator.Score {
		if scores[key] == nil {
			scores[key] = &operator.Score{Key: key, Name: name}
		}
		return scores[key]
	}
	for _, n := range posted.Rows {
		scorePosts(under(n.Key, n.Name), n)
	}
	for _, n := range answered.Rows {
		scoreAnswers(under(n.Key, n.Name), n)
	}
	card := operator.Scorecard{By: c.by, Since: c.since, Rows: []operator.Score{}}
	for _, key := range sortedKeys(scores) {
		card.Rows = append(card.Rows, *scores[key])
	}
	scorePosts(&card.Total, posted.Total)
	scoreAnswers(&card.Total, answered.Total)
	return card, nil
}

func scorePosts(s *operator.Score, n operator.UpdateNumbers) {
	s.Updates, s.Homes, s.Gap, s.Acknowledged = n.Updates, n.Homes, n.Gap, n.Acknowledged
}

func scoreAnswers(s *operator.Score, n operator.ResponseNumbers) {
	s.Answered, s.Median, s.InTarget, s.Waiting, s.Overdue = n.Answered, n.Median, n.InTarget, n.Waiting, n.Overdue
}
