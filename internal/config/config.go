// Package config finds out what a command runs against and as whom: from flags,
// the environment, a context in the configuration file, and defaults, in that
// order. It is the only user of viper.
package config

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Origin says where a setting came from.
type Origin string

// The origins, in falling order of weight.
const (
	FromFlag    Origin = "flag"
	FromEnv     Origin = "environment"
	FromContext Origin = "context" // the context in force
	FromFile    Origin = "file"    // the configuration file, for all contexts
	FromDefault Origin = "default"
)

// Config is what holds for one command. Exactly one of Store and Remote is set.
type Config struct {
	Store     string        // the folder of an embedded store
	Remote    string        // the address of an instance: http or https, a host, nothing secret
	Context   string        // the context in force; empty if a store or an instance was named outright
	As        string        // who acts; empty leaves it to the service
	Output    string        // the name of an output format; empty leaves it to the command
	Timeout   time.Duration // how long to wait for a lock, a connection, a silent server
	TokenFile string        // the file that holds the token for Remote
	Token     Secret        // the token itself, from OPERATOR_TOKEN; see ReadToken
	File      string        // the configuration file, there or not; empty if there is no place for one

	NoColour   bool   // write without colour
	Pager      string // the command that shows long output; empty leaves it to the environment
	Editor     string // the command that edits texts; empty leaves it to the environment
	Accessible bool   // write for those who listen: nothing is drawn

	From Origins
	// Keyring is where a token is looked for at last; nil for nowhere.
	Keyring Keyring
	// Version is of the program; an instance is told.
	Version string
	// Now is the clock for everything the command does.
	Now func() time.Time
}

// Origins says where the settings of a Config came from.
type Origins struct {
	Target    Origin // of Store and Remote
	Context   Origin // of the choice of the context; empty if none is in force
	As        Origin
	Output    Origin
	Timeout   Origin
	TokenFile Origin

	NoColour, Pager, Editor, Accessible Origin
}

// Flags are the values of the global flags. One that was not given is nil.
type Flags struct {
	Config, Store, Remote, Context, As, Output, Timeout, TokenFile *string

	NoColour, NoPager bool
}

// Sources is what Load reads from, beside the file.
type Sources struct {
	Env      func(string) string // a variable of the environment; empty is not set
	Flags    Flags
	Formats  []string // the output formats there are; none takes any
	Terminal bool     // a person is waiting: the default timeout is shorter
	MayMake  bool     // the file of --config need not be there: the command writes it
	Now      func() time.Time
	Keyring  Keyring
}

// How long a command waits where nothing else was said.
const (
	patience       = 60 * time.Second
	patienceAtTerm = 10 * time.Second
)

// Load finds the configuration of one command. What is wrong with a flag is a
// Usage error, everything else that is wrong is a Config error that names the
// file and line or the variable.
func Load(from Sources) (Config, error) {
	c, _, err := load(from)
	return c, err
}

func load(from Sources) (Config, File, error) {
	if err := from.Flags.check(); err != nil {
		return Config{}, File{}, err
	}
	places := placesOf(from)
	c := Config{File: places.file, Keyring: from.Keyring}
	file, err := from.Book().Read()
	if err == nil && from.Flags.Config != nil && !from.MayMake {
		err = mustBeThere(places.file)
	}
	if err != nil {
		return Config{}, file, err
	}
	if c.Now, err = clock(from); err != nil {
		return Config{}, file, err
	}
	used, err := c.chooseTarget(from, file, places)
	if err != nil {
		return Config{}, file, err
	}
	c.settle(from, file)
	err = c.fill(from, used, file, places)
	return c, file, err
}

// mustBeThere refuses a file that was named and is not there: to go on without it
// would be to use another store than the one that was meant.
func mustBeThere(file string) error {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return operator.Errorf(operator.Config, "there is no configuration file %s", file).Reason("config_missing")
	}
	return nil
}

// chooseTarget sets what the command runs against and gives the context that is
// in force. A context counts as a whole or not at all: naming a store or an
// instance outright leaves the context's person and token aside, which belong to
// another place.
func (c *Config) chooseTarget(from Sources, file File, at places) (Context, error) {
	store, remote := from.Env("OPERATOR_STORE"), from.Env("OPERATOR_REMOTE")
	flags := from.Flags
	switch {
	case flags.Store != nil && flags.Remote != nil:
		return Context{}, operator.Errorf(operator.Usage, "--store and --remote cannot be given together").Reason("two_targets")
	case flags.Store != nil || flags.Remote != nil:
		return Context{}, c.setTarget(operator.Value(flags.Store), operator.Value(flags.Remote), FromFlag, at)
	case flags.Context != nil:
		return c.useContext(file, *flags.Context, FromFlag, at)
	case store != "" && remote != "":
		return Context{}, operator.Errorf(operator.Usage, "OPERATOR_STORE and OPERATOR_REMOTE cannot be set together").Reason("two_targets")
	case store != "" || remote != "":
		return Context{}, c.setTarget(store, remote, FromEnv, at)
	case from.Env("OPERATOR_CONTEXT") != "":
		return c.useContext(file, from.Env("OPERATOR_CONTEXT"), FromEnv, at)
	case file.CurrentContext != "":
		return c.useContext(file, file.CurrentContext, FromFile, at)
	case at.store == "":
		return Context{}, operator.Errorf(operator.Config, "no store is named, and HOME is not set to look for one").
			WithHint("set OPERATOR_STORE to the store's folder").Reason("no_home")
	}
	return Context{}, c.setTarget(at.store, "", FromDefault, at)
}

func (c *Config) useContext(file File, name string, origin Origin, at places) (Context, error) {
	context, err := file.find(name, origin)
	if err != nil {
		return Context{}, err
	}
	c.Context, c.From.Context = operator.Fold(name), origin
	at.folder = folderOf(at.file)
	return context, c.setTarget(context.Store, context.Remote, FromContext, at)
}

func (c *Config) setTarget(store, remote string, origin Origin, at places) (err error) {
	c.From.Target = origin
	if remote != "" {
		c.Remote, err = checkRemote(remote, origin)
		return err
	}
	c.Store, err = at.expand(store, origin)
	return err
}

// fill sets everything but the target.
func (c *Config) fill(from Sources, used Context, file File, at places) (err error) {
	flags := from.Flags
	c.As, c.From.As = first(flags.As, from.Env("OPERATOR_AS"), used.As, "")
	c.Output, c.From.Output = first(flags.Output, from.Env("OPERATOR_OUTPUT"), used.Output, file.Output)

	c.Timeout, c.From.Timeout = patience, FromDefault
	if from.Terminal {
		c.Timeout = patienceAtTerm
	}
	if text, origin := first(flags.Timeout, from.Env("OPERATOR_TIMEOUT"), used.Timeout, file.Timeout); text != "" {
		if c.Timeout, err = parseTimeout(text, origin); err != nil {
			return err
		}
		c.From.Timeout = origin
	}

	c.Token = Secret(from.Env("OPERATOR_TOKEN"))
	variable := from.Env("OPERATOR_TOKEN_FILE")
	if c.Token != "" && variable != "" && flags.TokenFile == nil {
		return operator.Errorf(operator.Usage, "OPERATOR_TOKEN and OPERATOR_TOKEN_FILE cannot be set together").Reason("two_tokens")
	}
	text, origin := first(flags.TokenFile, variable, used.TokenFile, "")
	switch {
	case text == "":
		return nil
	case origin == FromFlag:
		c.Token = ""
	case c.Token != "":
		return nil
	case origin == FromContext:
		at.folder = folderOf(at.file)
	}
	c.From.TokenFile = origin
	c.TokenFile, err = at.expand(text, origin)
	return err
}

// first is the weightiest of the values that are there.
func first(flag *string, variable, context, file string) (string, Origin) {
	switch {
	case flag != nil:
		return *flag, FromFlag
	case variable != "":
		return variable, FromEnv
	case context != "":
		return context, FromContext
	case file != "":
		return file, FromFile
	}
	return "", FromDefault
}

// check refuses flags that were given the empty string: a script whose variable
// is not set must not end up in the default store.
func (f Flags) check() error {
	for name, given := range map[string]*string{
		"config": f.Config, "store": f.Store, "remote": f.Remote, "context": f.Context,
		"as": f.As, "output": f.Output, "timeout": f.Timeout, "token-file": f.TokenFile,
	} {
		if given != nil && strings.TrimSpace(*given) == "" {
			return operator.Errorf(operator.Usage, "--%s is empty", name).WithHint("give it a value, or leave it out").Reason("empty_flag")
		}
	}
	return nil
}

// wrong is the code for a bad value from there.
func wrong(origin Origin) operator.Code {
	if origin == FromFlag {
		return operator.Usage
	}
	return operator.Config
}

func parseTimeout(text string, origin Origin) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, operator.Errorf(wrong(origin), "the timeout %q is not a length of time", text).
			WithHint("write it like 500ms, 10s or 2m").Reason("bad_timeout").With("origin", string(origin))
	}
	return d, nil
}

func checkRemote(text string, origin Origin) (string, error) {
	u, err := url.Parse(text)
	wrongAddress := ""
	switch {
	case !strings.HasPrefix(strings.ToLower(text), "http://") && !strings.HasPrefix(strings.ToLower(text), "https://"):
		wrongAddress = "does not begin with https://, or on this machine http://"
	case err != nil || u.Host == "":
		wrongAddress = "has no host that can be read"
	case u.RawQuery != "" || u.Fragment != "":
		wrongAddress = "goes on with ? or #"
	case u.User != nil:
		return "", operator.Errorf(wrong(origin), "the remote address holds a name or a password").
			WithHint("leave it out, and give a token with --token-file or OPERATOR_TOKEN").Reason("secret_in_address")
	default:
		return strings.TrimSuffix(u.String(), "/"), nil
	}
	return "", operator.Errorf(wrong(origin), "the remote address is not one of an instance: it %s", wrongAddress).
		WithHint("write it like https://inbox.acme.example").Reason("bad_remote").With("origin", string(origin))
}

// clock is the time of day, or the one moment that OPERATOR_NOW names: for
// documentation and tests whose output must not change.
func clock(from Sources) (func() time.Time, error) {
	text := from.Env("OPERATOR_NOW")
	if text == "" {
		if from.Now != nil {
			return from.Now, nil
		}
		return time.Now, nil
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, operator.Errorf(operator.Config, "OPERATOR_NOW is not a time: %q", text).
			WithHint("write it like 2026-05-01T15:04:00Z").Reason("bad_now")
	}
	return func() time.Time { return moment.UTC() }, nil
}
