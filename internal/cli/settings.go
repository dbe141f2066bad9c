package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/keyring"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// globals are the flags that every command takes.
type globals struct {
	flags *pflag.FlagSet

	config, store, remote, context, as, output, timeout, tokenFile string

	columns, jq, template string

	noColour bool
}

// add defines the flags. help.go says how they are shown.
func (g *globals) add(f *pflag.FlagSet, p *program) {
	s := &p.deps.Settings
	g.flags = f
	f.StringVar(&g.store, "store", "", "run against the embedded store in `DIR`")
	f.StringVar(&g.remote, "remote", "", "run against the instance at `URL`")
	f.StringVar(&g.context, "context", "", "run against the context `NAME` of the configuration")
	f.StringVar(&g.as, "as", "", "act as `PERSON`")
	f.StringVarP(&g.output, "output", "o", "", "write results as `FORMAT`: "+strings.Join(render.Formats(), ", "))
	f.StringVar(&g.columns, "columns", "", "show only the columns or fields `A,B`, in that order")
	f.StringVar(&g.jq, "jq", "", "write what the jq expression `EXPR` makes of the JSON")
	f.StringVar(&g.template, "template", "", "write the JSON as the Go template `TEXT` has it")
	f.BoolVarP(&s.Quiet, "quiet", "q", false, "write results and errors only")
	f.BoolVarP(&s.Verbose, "verbose", "v", false, "say on standard error what is being done")
	f.BoolVar(&s.DryRun, "dry-run", false, "say what would change, and change nothing")
	f.BoolVarP(&s.Yes, "yes", "y", false, "answer confirmations with yes")
	f.StringVar(&s.Key, "idempotency-key", "", "make the change once, however often the same `KEY` is given")
	f.StringVar(&g.timeout, "timeout", "", "wait at most `DURATION` for a lock, a connection, a silent server (default 10s at a terminal, 60s otherwise)")
	f.BoolVar(&g.noColour, "no-color", false, "write without colour")
	f.BoolVar(&s.NoPager, "no-pager", false, "write long output straight out")
	f.StringVar(&g.tokenFile, "token-file", "", "take the token for --remote from `FILE`")
	f.StringVar(&g.config, "config", "", "read the configuration from `FILE`")
}

// given are the flags that were on the command line.
func (g *globals) given() config.Flags {
	value := func(name string, v *string) *string {
		if g.flags.Lookup(name).Changed {
			return v
		}
		return nil
	}
	return config.Flags{
		Config: value("config", &g.config), Store: value("store", &g.store), Remote: value("remote", &g.remote),
		Context: value("context", &g.context), As: value("as", &g.as), Output: value("output", &g.output),
		Timeout: value("timeout", &g.timeout), TokenFile: value("token-file", &g.tokenFile),
		NoColour: g.noColour,
	}
}

// lockWaitInCompletion is how long the tab key waits for a busy store.
const lockWaitInCompletion = 100 * time.Millisecond

// load finds the configuration, once, and settles what follows from it.
func (p *program) load() error {
	if p.config != nil {
		return nil
	}
	c, err := config.Load(p.sources())
	if err != nil {
		return err
	}
	if p.completing {
		c.Timeout = min(c.Timeout, lockWaitInCompletion)
	}
	c.Version = p.version.Number
	p.config = &c
	p.tellTerminal(c)
	return p.settle(c.Output, c.From.Output)
}

// tellTerminal gives the terminal what the configuration says, for which it looks
// in the environment.
func (p *program) tellTerminal(c config.Config) {
	t := p.deps.IO
	p.env = p.environment()
	t.Env = c.Env(p.env)
	if c.NoColour {
		t.Colours(true)
	}
}

// environment is the environment as it is, without what the configuration says.
func (p *program) environment() func(string) string {
	if p.env != nil {
		return p.env
	}
	return p.deps.IO.Env
}

func (p *program) sources() config.Sources {
	t := p.deps.IO
	flags := p.globals.given()
	flags.NoPager = p.deps.NoPager
	if p.describes {
		flags.Store, flags.Remote, flags.As, flags.TokenFile = nil, nil, nil, nil
	}
	return config.Sources{
		Env: p.environment(), Flags: flags, Formats: render.Formats(), Terminal: t.CanAsk(), Now: time.Now, MayMake: p.makesConfig,
		Keyring: keyring.Open(p.environment()),
	}
}

// settleOffline settles the output of a command that runs without a configuration.
func (p *program) settleOffline() error {
	if given := p.globals.given().Output; given != nil {
		return p.settle(*given, config.FromFlag)
	}
	return p.settle(p.deps.IO.Env("OPERATOR_OUTPUT"), config.FromEnv)
}

// settle decides how results are written, and checks the flags that no parser
// has looked at.
func (p *program) settle(format string, origin config.Origin) error {
	d := p.deps
	if f := p.globals.flags.Lookup("idempotency-key"); f.Changed && (d.Key == "" || len(d.Key) > operator.MaxKey) {
		return operator.Errorf(operator.Usage, "the idempotency key must have 1 to %d bytes", operator.MaxKey).Reason("bad_key")
	}
	parsed, err := render.ParseFormat(format)
	if e, ok := errors.AsType[*operator.Error](err); ok && origin != config.FromFlag {
		e.Code = operator.Config
		return e
	}
	if err != nil {
		return err
	}
	d.Output = render.Output{Format: parsed, Quiet: d.Quiet, DryRun: d.DryRun}
	if f := p.globals.flags.Lookup("columns"); f.Changed {
		if strings.Trim(p.globals.columns, " ,") == "" {
			return operator.Errorf(operator.Usage, "--columns is empty").WithHint("name some, or leave the flag out").Reason("empty_flag")
		}
		for name := range strings.SplitSeq(p.globals.columns, ",") {
			d.Output.Columns = append(d.Output.Columns, strings.TrimSpace(name))
		}
	}
	d.Output, err = p.filtered(d.Output, origin)
	return err
}

// open opens the service that the configuration names.
func (p *program) open(ctx context.Context) (operator.Service, func() error, error) {
	if err := p.load(); err != nil {
		return nil, nil, err
	}
	if p.deps.Verbose {
		c := p.config
		as := "the store's first administrator"
		if c.Remote != "" {
			as = "the token's person"
		}
		if c.As != "" {
			as = c.As + " (from " + string(c.From.As) + ")"
		}
		render.Note(p.deps.IO, render.Output{}, "operator: open %s%s (from %s), as %s", c.Store, c.Remote, c.From.Target, as)
	}
	return backend.Open(ctx, *p.config)
}

// init makes an embedded store where the configuration says.
func (p *program) init(ctx context.Context, req operator.InitRequest) (operator.Workspace, string, error) {
	if err := p.load(); err != nil {
		return operator.Workspace{}, "", err
	}
	w, err := backend.Init(ctx, *p.config, req)
	return w, p.config.Store, err
}

// call says who asks. Whoever can open an embedded store is trusted by it; an
// instance asks for a token.
func (p *program) call() operator.Call {
	return operator.Call{
		Actor: operator.Ref(p.config.As), Trusted: p.config.Remote == "", Source: operator.SourceCLI,
		Key: p.deps.Key, DryRun: p.deps.DryRun,
	}
}

// now is the clock, once the configuration was loaded: OPERATOR_NOW can stop it.
func (p *program) now() time.Time {
	if p.config != nil {
		return p.config.Now()
	}
	return time.Now()
}

// formatIn guesses the output format before the flags are read, for the error
// that says they cannot be.
func formatIn(args []string, env func(string) string) render.Format {
	name := env("OPERATOR_OUTPUT")
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--output="); ok {
			name = value
		} else if (arg == "-o" || arg == "--output") && i+1 < len(args) {
			name = args[i+1]
		} else if value, ok := strings.CutPrefix(arg, "-o"); ok && value != "" {
			name = strings.TrimPrefix(value, "=")
		}
	}
	format, err := render.ParseFormat(name)
	if err != nil {
		return render.Table
	}
	return format
}
