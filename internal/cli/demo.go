package cli

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// demoFolder is where a demo is put, beside the default store.
const demoFolder = "operator-demo"

// demo makes an embedded store with a made-up company: in the folder asked for,
// in that of --store, or beside the default store.
func (p *program) demo(ctx context.Context, req operator.DemoRequest, name string) (operator.Demo, error) {
	if req.Folder != "" { // a folder that is named needs no home folder
		if err := p.globals.flags.Set("store", req.Folder); err != nil {
			return operator.Demo{}, err
		}
	}
	if flags := p.globals.flags; !flags.Changed("store") && !flags.Changed("remote") && p.deps.Configuration.DataFolder() == "" {
		return operator.Demo{}, operator.Errorf(operator.Config, "HOME is not set, and no folder is named for the demo").
			WithHint("operator demo DIR").Reason("no_home")
	}
	p.makesConfig = true
	if err := p.load(); err != nil {
		return operator.Demo{}, err
	}
	c := *p.config
	if c.Remote != "" && c.From.Target == config.FromFlag {
		return operator.Demo{}, operator.Errorf(operator.Usage, "demo makes an embedded store, and cannot make one at %s", c.Remote).
			WithHint("operator demo DIR").Reason("local_only")
	}
	folder := p.demoFolder()
	c.Store, c.Remote, c.As = folder, "", ""
	made, err := backend.MakeUp(operator.WithCall(ctx, operator.Call{DryRun: p.deps.DryRun}), c, req)
	if e, ok := errors.AsType[*operator.Error](err); ok && e.Code == operator.Conflict {
		err = e.WithHint("look at it: operator inbox list --store %s, or make another: operator demo DIR", folder)
	}
	place := p.deps.Configuration.Path()
	if place != "" {
		made.Context = name
	}
	if err != nil || p.deps.DryRun {
		return made, err
	}
	p.config = &c
	if place == "" {
		return made, nil // without a home folder there is no configuration
	}
	_, err = p.deps.Configuration.Add(deps.Context{Name: name, Store: &folder}, deps.Replacing)
	return made, err
}

func (p *program) demoFolder() string {
	if p.config.From.Target == config.FromFlag {
		return p.config.Store
	}
	return filepath.Join(filepath.Dir(p.deps.Configuration.DataFolder()), demoFolder)
}
