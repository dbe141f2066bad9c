// Package deps is what commands are given to work with.
//
// A command is a function in a file of its own, internal/cli/NOUN/VERB.go. It
// builds one request, calls one method of the service, and renders the result:
//
//	func newShow(d *deps.Deps) *cobra.Command {
//		return &cobra.Command{
//			Use:     "show",
//			Short:   "Show the workspace",
//			Example: "  operator workspace show",
//			Args:    deps.Args(),
//			RunE: func(cmd *cobra.Command, _ []string) error {
//				w, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (operator.Workspace, error) {
//					return s.ShowWorkspace(ctx, operator.WorkspaceRequest{})
//				})
//				if err != nil {
//					return err
//				}
//				return render.One(d.IO, d.Output, w, nil)
//			},
//		}
//	}
//
// Flags write straight into the request. What changes something goes through
// Change in the place of Use. Rules, look-ups and branches on the backend are
// the service's. Package internal/cli/workspace is the sample to copy; a new noun
// is one line in internal/cli/commands.go.
package deps

import (
	"context"
	"errors"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Deps is what every command is built with. The tree of commands is built before
// the command line is read, so what depends on flags is there when a command
// runs, and not when it is built.
type Deps struct {
	IO     *term.IO
	Output render.Output
	Settings
	// Typed is the arguments that the program was given.
	Typed []string
	// Service opens the service that the configuration names, and gives what
	// lets go of it. Call Use or Change and not this.
	Service func(context.Context) (operator.Service, func() error, error)
	// Call is who asks, from where, and how, as flags and configuration say. It is
	// right once Service has been called.
	Call func() operator.Call
	// Init makes an embedded store, and says in which folder. Call Found and not this.
	Init func(context.Context, operator.InitRequest) (operator.Workspace, string, error)
	// Demo makes an embedded store with a made-up company, adds a context of the
	// name that leads there, and has Service open that store from then on. Call
	// MakeUp and not this.
	Demo func(ctx context.Context, req operator.DemoRequest, context string) (operator.Demo, error)
	// Serve has the embedded store answer over the network until it is told to stop.
	Serve func(context.Context, operator.ServeRequest) error
	// Archive makes an embedded store of an archive. Call ImportArchive and not this.
	Archive func(context.Context, operator.ImportArchiveRequest) (operator.ImportedArchive, error)
	Backups
	// Now is the clock.
	Now func() time.Time
	// Configuration is the configuration file, and what is in force.
	Configuration Configuration
	// Diagnose looks at this machine and at the service, whatever is broken. It
	// changes nothing.
	Diagnose func(context.Context) []operator.Diagnosis

	changed bool
	zone    func() *time.Location // nil before the service was asked anything
}

// Settings are the global flags that a command looks at itself.
type Settings struct {
	Quiet   bool // results only: no hints, no progress
	Verbose bool // say on Err what is being done
	DryRun  bool // say what would change, and change nothing
	Yes     bool // confirmations are answered with yes
	NoPager bool
	Key     string // the idempotency key of a change
}

// Use asks the service something that changes nothing. It lets go of the
// service before it returns, so that nothing is held while output is written or
// a person thinks.
func Use[Res any](ctx context.Context, d *Deps, ask func(context.Context, operator.Service) (Res, error)) (Res, error) {
	return with(ctx, d, ask, func(c operator.Call) operator.Call {
		c.Key, c.DryRun = "", false
		return c
	})
}

// Change asks the service for a change, with the idempotency key and as a dry
// run if the flags say so. If output fails afterwards, the message says that the
// change was made.
func Change[Res any](ctx context.Context, d *Deps, ask func(context.Context, operator.Service) (Res, error)) (Res, error) {
	res, err := with(ctx, d, ask, func(c operator.Call) operator.Call { return c })
	if err == nil && d.DryRun {
		render.Note(d.IO, d.Output, "dry run: nothing was changed")
	}
	d.made(err)
	return res, err
}

// Found makes an embedded store, and says in which folder. It is to Init what
// Change is to Service.
func Found(ctx context.Context, d *Deps, req operator.InitRequest) (operator.Workspace, string, error) {
	w, folder, err := d.Init(ctx, req)
	d.made(err)
	d.zone = zoneOf(ctx, d)
	return w, folder, err
}

// MakeUp makes an embedded store with a made-up company. It is to Demo what Change
// is to Service.
func MakeUp(ctx context.Context, d *Deps, req operator.DemoRequest, name string) (operator.Demo, error) {
	made, err := d.Demo(ctx, req, name)
	d.made(err)
	return made, err
}

// made notes that a change was made, unless it failed or was a dry run.
func (d *Deps) made(err error) { d.changed = d.changed || err == nil && !d.DryRun }

// Changed says whether the command has changed anything.
func (d *Deps) Changed() bool { return d.changed }

// How long to pause before the store is looked at again that a server has begun to
// answer for, or has stopped to, and how often at most.
const (
	lookAgain = 20 * time.Millisecond
	looks     = 3000
)

// with asks the service. Where a server began to answer for the store while it was
// waited for, or went away, it asks whoever has the store now. What may have been done
// before goes on with the same key, so that it is done once.
func with[Res any](ctx context.Context, d *Deps, ask func(context.Context, operator.Service) (Res, error), how func(operator.Call) operator.Call) (Res, error) {
	var open *operator.Error // of a try of which nobody knows what came
	var key string
	for tries := 1; ; tries++ {
		res, err := once(ctx, d, ask, func(c operator.Call) operator.Call {
			if c = how(c); c.Key == "" {
				c.Key = key
			}
			return c
		})
		e, ok := errors.AsType[*operator.Error](err)
		reason := ""
		if ok {
			reason, _ = e.Details["reason"].(string)
		}
		switch {
		case (reason == "served" || reason == "server_gone") && tries < looks && pause(ctx):
			if e.Code == operator.Unknown {
				open = e
				key, _ = e.Details["key"].(string)
			}
		case ok && e.Code == operator.Busy && open != nil:
			return res, open
		default:
			return res, err
		}
	}
}

// pause waits a little; it is false where there is no more time.
func pause(ctx context.Context) bool {
	t := time.NewTimer(lookAgain)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func once[Res any](ctx context.Context, d *Deps, ask func(context.Context, operator.Service) (Res, error), how func(operator.Call) operator.Call) (res Res, err error) {
	s, release, err := d.Service(ctx)
	if err != nil {
		return res, err
	}
	defer func() {
		if e := release(); err == nil {
			err = e
		}
	}()
	if d.zone == nil {
		d.zone = zoneOf(ctx, d)
	}
	ctx = operator.WithWaiting(ctx, func(what string) { tellWaiting(d, what) })
	return ask(operator.WithCall(ctx, how(d.Call())), s)
}

// tellWaiting tells what a change waits for, to a person who looks on.
func tellWaiting(d *Deps, what string) {
	if d.IO.ErrTTY || d.Verbose {
		render.Note(d.IO, d.Output, "waiting: %s", what)
	}
}
