package app

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/internal/letter"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddTemplate adds a text with variables.
func (a *App) AddTemplate(ctx context.Context, req operator.AddTemplateRequest) (operator.Template, error) {
	return change(ctx, a, "template.add", req, (*session).addTemplate)
}

func (s *session) addTemplate(req operator.AddTemplateRequest) (operator.Template, error) {
	if err := s.may(policy.WriteTemplates); err != nil {
		return operator.Template{}, err
	}
	t := store.Template{Author: s.actor.ID, Created: s.now, Updated: s.now}
	var err error
	if t.Name, err = s.templateName(req.Name, ""); err != nil {
		return operator.Template{}, err
	}
	t.Title, t.Body = strings.TrimSpace(req.Title), withoutLastBreak(req.Body)
	shown, err := s.keepTemplate(t)
	s.record("template.added", t.Name, 0, nil, map[string]any{"name": t.Name})
	return shown, err
}

// templateName checks the name of a template that no other may have. was is what it
// is called so far.
func (s *session) templateName(name, was string) (string, error) {
	name = strings.TrimSpace(name)
	if err := operator.CheckName("the name of a template", name); err != nil {
		return "", err
	}
	if n := utf8.RuneCountInString(name); n > maxCode {
		return "", operator.Errorf(operator.Invalid, "the name of a template is too long: %d characters of at most %d", n, maxCode).
			Reason("too_long").With("length", n).With("limit", maxCode)
	}
	odd := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }
	if strings.ContainsFunc(name, odd) || strings.HasPrefix(name, "-") {
		return "", operator.Errorf(operator.Invalid, "%q cannot be the name of a template", name).
			WithHint("a name is one word, like welcome-home").Reason("bad_name")
	}
	other, taken, err := s.r.Template(name)
	if err == nil && taken && operator.Fold(other.Name) != operator.Fold(was) {
		err = operator.Errorf(operator.Conflict, "there is a template %s already", other.Name).
			WithHint("operator template show %s", other.Name).Reason("name_taken")
	}
	return name, err
}

// keepTemplate writes a template that can be read.
func (s *session) keepTemplate(t store.Template) (operator.Template, error) {
	if err := operator.CheckLine("the title", t.Title); err != nil {
		return operator.Template{}, err
	}
	if err := operator.CheckBody(t.Body); err != nil {
		return operator.Template{}, err
	}
	shown, err := s.showTemplate(t)
	if err != nil {
		return shown, err
	}
	if n := len(shown.Variables); n > operator.MaxVariables { // each is looked up for every home that a text goes to
		return shown, operator.Errorf(operator.Invalid, "too many variables in one template: %d of at most %d", n, operator.MaxVariables).Reason("too_many")
	}
	return shown, s.tx.PutTemplate(t)
}

// parseTemplate reads the title and the body.
func parseTemplate(title, body string) (first, second letter.Text, err error) {
	if first, err = letter.Parse(title); err != nil {
		return first, second, within(err, "the title")
	}
	if second, err = letter.Parse(body); err != nil {
		err = within(err, "the text")
	}
	return first, second, err
}

// within says in which text an error is.
func within(err error, what string) error {
	if e, ok := err.(*operator.Error); ok {
		e.Message = what + ", " + e.Message
	}
	return err
}

func (s *session) showTemplate(t store.Template) (operator.Template, error) {
	shown := operator.Template{Name: t.Name, Title: operator.Optional(t.Title), Body: t.Body, CreatedAt: t.Created, UpdatedAt: t.Updated}
	title, body, err := parseTemplate(t.Title, t.Body)
	if err != nil {
		return shown, err
	}
	shown.Variables = letter.Names(title, body)
	shown.Author, err = s.summary(t.Author)
	return shown, err
}

// findTemplate finds a template that the actor may read.
func (s *session) findTemplate(name string) (store.Template, error) {
	if !s.readsTemplates() {
		return store.Template{}, noTemplate(name)
	}
	t, ok, err := s.r.Template(name)
	if err != nil || ok {
		return t, err
	}
	var names []string
	for t, err := range s.r.Templates("") {
		if err != nil || len(names) == manySuggestions {
			break
		}
		names = append(names, t.Name)
	}
	e := noTemplate(name)
	if near := suggest.Nearest(name, names); len(near) > 0 {
		e = e.WithHint("%s", suggest.DidYouMean(near))
	}
	return t, e
}

func (s *session) readsTemplates() bool {
	return policy.Decide(policy.ReadTemplates, policy.Facts{Actor: s.who()}).Allowed
}

// noTemplate is the answer for a template that is not there, and for who must not
// know of any.
func noTemplate(name string) *operator.Error {
	return operator.Errorf(operator.NotFound, "no template %q", name).WithHint("operator template list")
}

// ListTemplates lists templates by name.
func (a *App) ListTemplates(ctx context.Context, req operator.ListTemplatesRequest) (operator.Page[operator.Template], error) {
	return view(ctx, a, req, (*session).listTemplates)
}

func (s *session) listTemplates(req operator.ListTemplatesRequest) (operator.Page[operator.Template], error) {
	after, err := placeOf[string](s, "templates", req.Paging)
	if err != nil {
		return operator.Page[operator.Template]{}, err
	}
	reads := s.readsTemplates()
	rows := placed(s.r.Templates(operator.Value(after)), func(t store.Template) string { return operator.Fold(t.Name) })
	return pageOf(s, "templates", req.Paging, rows, func(store.Template) (bool, error) { return reads, nil }, s.showTemplate)
}

// ShowTemplate shows a template, filled in if a home is named.
func (a *App) ShowTemplate(ctx context.Context, req operator.ShowTemplateRequest) (operator.Template, error) {
	return view(ctx, a, req, (*session).showOneTemplate)
}

func (s *session) showOneTemplate(req operator.ShowTemplateRequest) (operator.Template, error) {
	t, err := s.findTemplate(req.Template)
	if err != nil {
		return operator.Template{}, err
	}
	shown, err := s.showTemplate(t)
	if err != nil {
		return shown, err
	}
	if req.Property == "" {
		if len(req.Vars) > 0 {
			return shown, operator.Errorf(operator.Usage, "a template is filled in for a home").WithHint("name one: --property CODE").Reason("no_property")
		}
		return shown, nil
	}
	h, err := s.findProperty(req.Property)
	if err != nil {
		return operator.Template{}, err
	}
	fill, err := s.fillOf(t, "", req.Vars)
	if err != nil {
		return operator.Template{}, err
	}
	c, err := s.fillFor(h, fill, nil)
	if err != nil {
		return operator.Template{}, err
	}
	shown.Title, shown.Body, shown.Property = operator.Optional(c.Title), c.Body, &h.Code
	return shown, nil
}

// EditTemplate changes a template.
func (a *App) EditTemplate(ctx context.Context, req operator.EditTemplateRequest) (operator.Template, error) {
	return change(ctx, a, "template.edit", req, (*session).editTemplate)
}

func (s *session) editTemplate(req operator.EditTemplateRequest) (operator.Template, error) {
	t, err := s.templateToChange(req.Template)
	if err != nil {
		return operator.Template{}, err
	}
	was, e := t.Name, edits{}
	if req.Name != nil {
		name, err := s.templateName(*req.Name, was)
		if err != nil {
			return operator.Template{}, err
		}
		set(e, "name", &t.Name, name)
	}
	if err := setText(e, "title", "the title", &t.Title, req.Title); err != nil {
		return operator.Template{}, err
	}
	if req.Body != nil {
		set(e, "body", &t.Body, withoutLastBreak(*req.Body))
	}
	if len(e) == 0 {
		s.unchanged = true
		return s.showTemplate(t)
	}
	if t.Updated = s.now; operator.Fold(t.Name) != operator.Fold(was) {
		if err := s.tx.DeleteTemplate(was); err != nil {
			return operator.Template{}, err
		}
	}
	shown, err := s.keepTemplate(t)
	s.record("template.edited", t.Name, 0, nil, e)
	return shown, err
}

func (s *session) templateToChange(name string) (store.Template, error) {
	t, err := s.findTemplate(name)
	if err == nil {
		err = s.may(policy.WriteTemplates)
	}
	return t, err
}

// DeleteTemplate removes a template. What was written from it stays.
func (a *App) DeleteTemplate(ctx context.Context, req operator.TemplateRequest) (operator.Template, error) {
	return change(ctx, a, "template.delete", req, (*session).deleteTemplate)
}

func (s *session) deleteTemplate(req operator.TemplateRequest) (operator.Template, error) {
	t, err := s.templateToChange(req.Template)
	if err != nil {
		return operator.Template{}, err
	}
	shown, err := s.showTemplate(t)
	if err != nil {
		return shown, err
	}
	s.record("template.deleted", t.Name, 0, nil, map[string]any{"name": t.Name, "title": t.Title, "body": t.Body})
	return shown, s.tx.DeleteTemplate(t.Name)
}

// suggestTemplates suggests templates by their names.
func (s *session) suggestTemplates(l *suggestions, prefix string) error {
	if !s.readsTemplates() {
		return nil
	}
	for t, err := range s.r.Templates(justBefore(prefix)) {
		if err != nil {
			return err
		}
		name := operator.Fold(t.Name)
		if l.full() || !strings.HasPrefix(name, prefix) && name > prefix {
			return nil
		}
		if strings.HasPrefix(name, prefix) {
			l.add(t.Name, "%s", firstLine(t))
		}
	}
	return nil
}

// firstLine is what a template is about, in a line.
func firstLine(t store.Template) string {
	if t.Title != "" {
		return t.Title
	}
	return excerpt(store.Message{Body: t.Body})
}
