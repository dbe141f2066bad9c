package cli

import (
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
)

// contexts gives commands the contexts of the configuration file.
type contexts struct{ p *program }

var _ deps.Contexts = contexts{}

func (c contexts) Path() string {
	return config.FilePath(c.p.sources())
}

func (c contexts) DataFolder() string { return config.DataFolder(c.p.deps.IO.Env) }

func (c contexts) Target() (deps.Context, error) {
	if err := c.p.load(); err != nil {
		return deps.Context{}, err
	}
	at := c.p.config
	return deps.Context{
		Name: at.Context, Store: at.Store, Remote: at.Remote, As: at.As, TokenFile: at.TokenFile, Current: at.Context != "",
	}, nil
}

func (c contexts) List() ([]deps.Context, error) {
	file, err := config.ReadFile(c.Path())
	if err != nil {
		return nil, err
	}
	list := []deps.Context{}
	for _, name := range file.Names() {
		has := file.Contexts[name]
		list = append(list, deps.Context{
			Name: name, Store: has.Store, Remote: has.Remote, As: has.As, TokenFile: has.TokenFile, Current: file.IsCurrent(name),
		})
	}
	return list, nil
}

func (c contexts) Add(add deps.Context) error {
	return config.AddContext(c.Path(), add.Name, config.Context{
		Store: add.Store, Remote: add.Remote, As: add.As, TokenFile: add.TokenFile,
	}, add.Current)
}

func (c contexts) Use(name string) error { return config.UseContext(c.Path(), name) }

func (c contexts) Delete(name string) error { return config.DeleteContext(c.Path(), name) }
