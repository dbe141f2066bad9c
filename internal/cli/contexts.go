package cli

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (c configuration) Contexts() ([]deps.Context, error) {
	file, err := c.book().Read()
	if err != nil {
		return nil, err
	}
	force := c.inForce()
	list := []deps.Context{}
	for _, name := range file.Names() {
		list = append(list, shownContext(file, name, force))
	}
	return list, nil
}

// inForce is where commands run. What cannot be told, because something else is
// wrong, is nowhere.
func (c configuration) inForce() config.Config {
	found, err := config.Load(c.p.sources())
	if err != nil {
		return config.Config{}
	}
	return found
}

func shownContext(file config.File, name string, force config.Config) deps.Context {
	has, path := file.Contexts[name], force.File
	shown := deps.Context{
		Name: name, Store: operator.Optional(has.Store), Remote: operator.Optional(has.Remote), As: operator.Optional(has.As),
		TokenFile: operator.Optional(has.TokenFile), Output: operator.Optional(has.Output), Timeout: operator.Optional(has.Timeout),
		Current: file.IsCurrent(name), InForce: force.Context == name,
		File: operator.Optional(path), Line: lineOf(file.Line("contexts." + name)),
	}
	if shown.InForce {
		shown.Because = operator.Optional(force.Because())
	}
	return shown
}

func (c configuration) Context(name string) (deps.Context, error) {
	file, err := c.book().Read()
	if err != nil {
		return deps.Context{}, err
	}
	force, err := config.Load(c.p.sources())
	if name == "" && err != nil {
		return deps.Context{}, err
	}
	if name == "" && force.Context == "" {
		return deps.Context{
			Store: operator.Optional(force.Store), Remote: operator.Optional(force.Remote), As: operator.Optional(force.As),
			TokenFile: operator.Optional(force.TokenFile), InForce: true, Because: operator.Optional(force.Because()),
		}, nil
	}
	if name == "" {
		name = force.Context
	}
	if _, err := file.Context(name); err != nil {
		return deps.Context{}, err
	}
	return shownContext(file, operator.Fold(name), force), nil
}

func (c configuration) Add(add deps.Context, how deps.Adding) (deps.Context, error) {
	fresh := config.Context{
		Store: operator.Value(add.Store), Remote: operator.Value(add.Remote), As: operator.Value(add.As),
		TokenFile: operator.Value(add.TokenFile), Output: operator.Value(add.Output), Timeout: operator.Value(add.Timeout),
	}
	for _, path := range []*string{&fresh.Store, &fresh.TokenFile} {
		whole, err := c.whole(".store", *path)
		if err != nil {
			return add, err
		}
		*path = whole
	}
	c.p.describes = true
	current := map[deps.Adding]config.Current{deps.New: config.Never, deps.Current: config.Always, deps.Replacing: config.IfNone}[how]
	if _, err := c.book().AddContext(add.Name, fresh, how == deps.Replacing, current); err != nil || !c.p.deps.DryRun {
		if err != nil {
			return add, err
		}
		return c.Context(add.Name)
	}
	add.Store, add.TokenFile = operator.Optional(fresh.Store), operator.Optional(fresh.TokenFile)
	add.Current = how == deps.Current
	return add, nil
}

func (c configuration) Use(name string) (deps.Context, error) {
	_, err := c.book().UseContext(name)
	if err != nil {
		return deps.Context{}, err
	}
	used, err := c.Context(name)
	used.Current = true
	return used, err
}

// Delete gives what was there.
func (c configuration) Delete(name string) (deps.Context, error) {
	list, err := c.Contexts()
	if err != nil {
		return deps.Context{}, err
	}
	var had deps.Context
	if at := slices.IndexFunc(list, func(has deps.Context) bool { return has.Name == operator.Fold(name) }); at >= 0 {
		had = list[at]
	}
	return had, c.book().DeleteContext(name)
}
