package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// textFor is the text with variables of a post; nil where it has none.
func (s *session) textFor(req operator.PostUpdateRequest) (*store.Fill, error) {
	fill, err := s.textOf(req.Template, req.Title, req.Body, req.Vars)
	if fill != nil {
		fill.Milestone = strings.TrimSpace(req.Milestone)
	}
	return fill, err
}

// textOf is a template that a request names, to be filled in; nil for none.
func (s *session) textOf(template, title, body string, vars map[string]string) (*store.Fill, error) {
	if template == "" {
		if len(vars) > 0 {
			return nil, operator.Errorf(operator.Usage, "values are for a template, and none is named").
				WithHint("name one: --from-template NAME").Reason("no_template")
		}
		return nil, nil
	}
	if !operator.Blank(body) {
		return nil, operator.Errorf(operator.Usage, "the text comes from the template %s", template).
			WithHint("leave out the text, or --from-template").Reason("two_texts")
	}
	t, err := s.findTemplate(template)
	if err != nil {
		return nil, err
	}
	fill, err := s.fillOf(t, strings.TrimSpace(title), vars)
	return &fill, err
}

// fillOf is a template with values. A title that is given is meant as it is.
func (s *session) fillOf(t store.Template, title string, vars map[string]string) (store.Fill, error) {
	fill := store.Fill{Title: t.Title, Body: t.Body, Vars: vars, Sender: s.actor.ID, Day: s.now}
	if title != "" {
		fill.Title = letter.Literal(title)
	}
	first, second, err := parseTemplate(fill.Title, fill.Body)
	if err != nil {
		return fill, err
	}
	uses := letter.Names(first, second)
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		if err := operator.CheckText("the value of "+name, vars[name]); err != nil {
			return fill, err
		}
		if !slices.Contains(uses, name) && title == "" {
			e := operator.Errorf(operator.Invalid, "the template %s has no variable %q", t.Name, name).Reason("no_variable")
			if len(uses) > 0 {
				e = e.WithHint("it has %s", strings.Join(uses, ", "))
			}
			return fill, e
		}
	}
	return fill, nil
}

// fillFor is what an update of a home says, filled in.
func (s *session) fillFor(h home, text store.Fill, media []store.Media) (*store.Content, error) {
	title, body, err := parseTemplate(text.Title, text.Body)
	if err != nil {
		return nil, err
	}
	f := filling{s, h, text}
	values := map[string]string{}
	var missing []string
	for _, name := range letter.Names(title, body) {
		value, err := f.value(name)
		if err != nil {
			return nil, err
		}
		if operator.Blank(value) {
			value = text.Vars[name]
		}
		if operator.Blank(value) {
			missing = append(missing, name)
		}
		values[name] = value
	}
	if len(missing) > 0 {
		return nil, noValue(h, missing)
	}
	if n := max(title.Length(values), body.Length(values)); n > operator.MaxBody {
		return nil, operator.Errorf(operator.Invalid, "filled in for %s, the template is too long: %d of at most %d bytes", h.Code, n, operator.MaxBody).
			WithHint("give shorter values, or attach it as a file: --attach FILE").Reason("too_long").With("length", n).With("limit", operator.MaxBody)
	}
	c := &store.Content{Title: strings.TrimSpace(title.Fill(values)), Body: body.Fill(values), Media: media}
	if err := operator.CheckLine("the title", c.Title); err != nil {
		return nil, err
	}
	return c, operator.CheckBody(c.Body)
}

// noValue is the error for variables that stand for nothing on a home.
func noValue(h home, names []string) error {
	e := operator.Errorf(operator.Invalid, "%s has no value for %s", h.Code, strings.Join(names, ", ")).
		Reason("no_value").With("property", h.Code).With("variables", names)
	unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(operator.TemplateVariables(), name) })
	if len(unknown) > 0 {
		if near := suggest.Nearest(unknown[0], operator.TemplateVariables()); len(near) > 0 {
			return e.WithHint("%s Or give it: --var %s=VALUE", suggest.DidYouMean(near), unknown[0])
		}
		return e.WithHint("give it: --var %s=VALUE", unknown[0])
	}
	return e.WithHint("give it: --var %s=VALUE, or see operator property show %s", names[0], h.Code)
}

// fillPlan fills a post in for every home that it goes to, so that nothing is
// written of one that cannot be filled in. That to one home then has a text like any
// other; of many, each update gets its own when it is made ready.
func (s *session) fillPlan(plan *postPlan, homes []home) error {
	if plan.fill == nil {
		return nil
	}
	if !plan.post.At.IsZero() {
		plan.fill.Day = plan.post.At
	}
	for i, h := range homes {
		c, err := s.fillFor(h, *plan.fill, plan.post.Content.Media)
		if err != nil {
			return err
		}
		if i == 0 {
			plan.first = c
		}
	}
	if len(homes) == 1 {
		plan.post.Content, plan.fill = *plan.first, nil
		return nil
	}
	plan.post.Content.Title, plan.post.Content.Body, plan.post.Filled = plan.fill.Title, plan.fill.Body, true
	return nil
}

// spoken is all that somebody wrote of a post: with a template, the values too.
func (p postPlan) spoken() store.Content {
	c := p.post.Content
	if p.fill != nil {
		for _, name := range slices.Sorted(maps.Keys(p.fill.Vars)) {
			c.Body += fmt.Sprintf("\n%s", p.fill.Vars[name])
		}
	}
	return c
}

// filledBody is the text of a message about a home, filled in, with the subject that
// the template has. at is when it goes out.
func (s *session) filledBody(h home, template, subject, body string, vars map[string]string, at time.Time) (*store.Content, error) {
	fill, err := s.textOf(template, subject, body, vars)
	if err != nil {
		return nil, err
	}
	if fill == nil {
		return &store.Content{Title: subject, Body: body}, nil
	}
	if !at.IsZero() {
		fill.Day = at
	}
	return s.fillFor(h, *fill, nil)
}
