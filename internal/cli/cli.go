// Package cli is the operator command: its tree of commands, global flags, help,
// and the exit status of everything.
package cli

import (
	"context"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// program is one run of the command.
type program struct {
	deps    *deps.Deps
	globals globals
	version Version
	serves  func(context.Context, config.Config, operator.ServeRequest) error // nil: another program does

	args        []string            // as the process got them
	config      *config.Config      // once it was loaded
	env         func(string) string // the environment as it is; nil if IO has that
	filter      *render.Filter      // of --jq or --template
	describes   bool                // flags say what a new context has, and not where the command runs
	completing  bool                // a shell asks what could be typed next
	makesConfig bool                // the command adds to the configuration file, or makes it
	helpErr     error               // what was wrong with a command line that asks for help
}

// Main runs the command that args name and returns its exit status. Failures are
// written to t.Err. When ctx ends because of a Signal, the status is the signal's.
func Main(ctx context.Context, t *term.IO, args []string, version Version) int {
	return execute(ctx, newProgram(t, version), args)
}

// Serving is Main for a program that has a server in it. The other starts this one for
// what needs it: a server costs more to start than most commands to run.
func Serving(ctx context.Context, t *term.IO, args []string, version Version,
	serve func(context.Context, config.Config, operator.ServeRequest) error,
) int {
	p := newProgram(t, version)
	p.serves = serve
	return execute(ctx, p, args)
}

func execute(ctx context.Context, p *program, args []string) (status int) {
	defer p.recovered(ctx, &status)
	return p.finish(ctx, p.run(ctx, args))
}

func newProgram(t *term.IO, version Version) *program {
	p := &program{version: version}
	p.deps = &deps.Deps{IO: t}
	p.deps.Service, p.deps.Init, p.deps.Demo = p.open, p.init, p.demo
	p.deps.Call, p.deps.Now, p.deps.Configuration = p.call, p.now, configuration{p}
	p.deps.Archive = p.importArchive
	p.deps.Diagnose, p.deps.Serve = p.diagnose, p.serve
	p.deps.Backups = deps.Backups{Verify: p.verifyBackup, Restore: p.restore, Compact: p.compact, Rekey: p.rekey, Identities: identities}
	return p
}

func (p *program) run(ctx context.Context, args []string) error {
	p.args, p.deps.Typed = args, args
	// An error may come before the flags are read, and must be JSON all the same.
	p.deps.Output.Format = formatIn(args, p.deps.IO.Env)
	p.deps.IO.Colours(false)
	p.completing = asksToComplete(args)
	if p.completing && len(args) == 1 {
		// Cobra's own command, which harden cannot reach.
		return operator.Errorf(operator.Usage, "there is nothing to complete").WithHint("operator completion SHELL").Reason("missing_argument")
	}
	root := newRoot(p, args)
	if p.completing {
		fitForShells(root)
	}
	root.SetArgs(append([]string{}, args...)) // cobra takes those of the process for nil
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	return p.helpErr
}

// recovered makes an error of a panic. Where it happened is told to those who ask.
func (p *program) recovered(ctx context.Context, status *int) {
	what := recover()
	if what == nil {
		return
	}
	if p.deps.IO.Env("OPERATOR_DEBUG") == "1" {
		// There is nowhere left to say that standard error cannot be written.
		_, _ = p.deps.IO.Err.Write(debug.Stack())
	}
	*status = p.finish(ctx, operator.Errorf(operator.Internal, "the program failed: %v", what).Reason("panic"))
}

// prepare runs before every command, when the command line has been read.
func (p *program) prepare(cmd *cobra.Command, _ []string) error {
	if p.completing {
		return nil
	}
	// Cobra checks these later, and with errors that cannot be told from others.
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return usage(cmd, plainly(err))
	}
	if err := cmd.ValidateFlagGroups(); err != nil {
		return usage(cmd, plainly(err))
	}
	if p.globals.noColour {
		p.deps.IO.Colours(true)
	}
	if err := p.makeFilter(cmd.Context()); err != nil {
		return err
	}
	// A group only gives help, or says that a command is not known.
	if isGroup(cmd) || deps.IsOffline(cmd) {
		return p.settleOffline()
	}
	err := p.load()
	if operator.CodeOf(err) == operator.Config && deps.IsMending(cmd) {
		return p.settleOffline()
	}
	return err
}
