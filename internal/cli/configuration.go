package cli

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// configuration gives commands the configuration file.
type configuration struct{ p *program }

var _ deps.Configuration = configuration{}

// book is the file. In a dry run it takes no changes.
func (c configuration) book() config.Book {
	b := c.p.sources().Book()
	b.DryRun = c.p.deps.DryRun
	return b
}

func (c configuration) Path() string { return c.book().Path }

func (c configuration) DataFolder() string { return config.DataFolder(c.p.environment()) }

func (c configuration) HasStore(folder string) bool { return backend.HasStore(folder) }

func (c configuration) Keys() []string {
	file, err := c.book().Read()
	if err != nil {
		return nil // for completion, where an error helps nobody
	}
	return file.Keys()
}

func (c configuration) Settings() ([]deps.Setting, error) {
	found, err := config.Settings(c.p.sources())
	list := make([]deps.Setting, len(found))
	for i, s := range found {
		list[i] = shownSetting(s)
	}
	return list, err
}

func shownSetting(s config.Setting) deps.Setting {
	return deps.Setting{
		Key: s.Key, Value: operator.Optional(s.Value), Origin: string(s.Origin), Source: operator.Optional(s.Source),
		File: operator.Optional(s.File), Line: lineOf(s.Line),
	}
}

func lineOf(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

func (c configuration) Setting(key string) (deps.Setting, error) {
	s, err := config.FindSetting(c.p.sources(), key)
	return shownSetting(s), err
}

// Set says what the file says afterwards; in a dry run, what it would say.
func (c configuration) Set(key, value string) (deps.Setting, error) {
	value, err := c.whole(key, value)
	if err == nil {
		_, err = c.book().Set(key, value)
	}
	if err != nil {
		return deps.Setting{}, err
	}
	return c.said(key, value)
}

// whole makes a path whole: in the file it would start from the file's folder.
func (c configuration) whole(key, value string) (string, error) {
	isPath := strings.HasSuffix(key, ".store") || strings.HasSuffix(key, ".token-file")
	if !isPath || operator.Blank(value) {
		return value, nil
	}
	return c.p.sources().Whole(value)
}

func (c configuration) Unset(key string) (deps.Setting, error) {
	if _, err := c.book().Unset(key); err != nil {
		return deps.Setting{}, err
	}
	return c.said(key, "")
}

// said is what the file says of a key, or would say.
func (c configuration) said(key, value string) (deps.Setting, error) {
	file, err := c.book().Read()
	if err != nil {
		return deps.Setting{}, err
	}
	s, err := file.Setting(key)
	if c.p.deps.DryRun {
		s.Value, s.Line = value, 0
	}
	return shownSetting(s), err
}

func (c configuration) Edited(edit func(string) (string, error)) error {
	book := c.book()
	began, err := book.Text()
	if err != nil {
		return err
	}
	text, err := edit(string(began))
	if err != nil {
		return err
	}
	return book.Rewrite(began, []byte(text))
}
