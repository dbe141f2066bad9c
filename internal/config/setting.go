package config

import (
	"strconv"
	"strings"
)

// settle sets how results are shown.
func (c *Config) settle(from Sources, file File) {
	said := ""
	if from.Env("NO_COLOR") == "" && forced(from.Env) {
		said = "false"
	} else if from.Env("NO_COLOR") != "" {
		said = "true"
	}
	c.NoColour, c.From.NoColour = switched(said, file.NoColour)
	if from.Flags.NoColour {
		c.NoColour, c.From.NoColour = true, FromFlag
	}
	c.Pager, c.From.Pager = first(nil, from.Env("OPERATOR_PAGER"), "", file.Pager)
	if from.Flags.NoPager {
		c.Pager, c.From.Pager = "", FromFlag
	}
	c.Editor, c.From.Editor = first(nil, from.Env("OPERATOR_EDITOR"), "", file.Editor)
	said, _ = firstSet(from.Env, "OPERATOR_ACCESSIBLE ACCESSIBLE")
	if _, off := parseSwitch(said); said != "" && said != "0" && !off {
		said = "true" // as any value is
	}
	c.Accessible, c.From.Accessible = switched(said, file.Accessible)
}

// firstSet is the first of the variables that is set, and its name.
func firstSet(env func(string) string, names string) (value, name string) {
	for name := range strings.FieldsSeq(names) {
		if value := env(name); value != "" {
			return value, name
		}
	}
	return "", ""
}

// forced says that the environment asks for colour everywhere.
func forced(env func(string) string) bool {
	on := func(name string) bool { v := env(name); return v != "" && v != "0" }
	return on("CLICOLOR_FORCE") || on("FORCE_COLOR")
}

func switched(variable, file string) (bool, Origin) {
	text, origin := first(nil, variable, "", file)
	on, _ := parseSwitch(text)
	return on, origin
}

// Env is the environment with what the file says beside it, for those who look
// for variables: the file counts where the variable of ours is not set, and before
// those that are for every program.
func (c Config) Env(env func(string) string) func(string) string {
	said := map[string]string{}
	if c.From.NoColour == FromFile && c.NoColour {
		said["NO_COLOR"] = "1"
	}
	if c.From.Pager == FromFile {
		said["OPERATOR_PAGER"] = c.Pager
	}
	if c.From.Accessible == FromFile && c.Accessible {
		said["OPERATOR_ACCESSIBLE"] = "1"
	}
	if c.Editor != "" {
		said["VISUAL"] = c.Editor
	}
	if len(said) == 0 {
		return env
	}
	return func(name string) string {
		if value, ok := said[name]; ok {
			return value
		}
		return env(name)
	}
}

// Because says what decided where a command runs: a flag, a variable, the current
// context; empty for the default.
func (c Config) Because() string {
	one := func(store, remote string) string {
		if c.Remote != "" {
			return remote
		}
		return store
	}
	switch {
	case c.From.Context == FromFlag:
		return "--context"
	case c.From.Context == FromEnv:
		return "OPERATOR_CONTEXT"
	case c.From.Context != "":
		return currentContext
	case c.From.Target == FromFlag:
		return one("--store", "--remote")
	case c.From.Target == FromEnv:
		return one("OPERATOR_STORE", "OPERATOR_REMOTE")
	}
	return ""
}

// Setting is one thing that is configured.
type Setting struct {
	Key    string
	Value  string // empty for none
	Origin Origin
	Source string // the flag, the variable or the context; empty where the file or a default says it
	File   string // where it stands in a file; empty if it does not
	Line   int
}

// Settings are what is in force, in the order of the keys, with where each comes
// from. No secret is among them: of a token it says only that there is one.
func Settings(from Sources) ([]Setting, error) {
	c, file, err := load(from)
	if err != nil {
		return nil, err
	}
	s := settings{c, file, from.Env}
	list := []Setting{s.context()}
	for _, k := range keys() {
		list = append(list, s.of(k))
		if k.name == "token-file" && c.Token != "" {
			list = append(list, Setting{Key: "token", Value: c.Token.String(), Origin: FromEnv, Source: "OPERATOR_TOKEN"})
		}
	}
	return list, nil
}

// settings is a configuration, and the file it was read from.
type settings struct {
	Config
	file File
	env  func(string) string
}

func (s settings) context() Setting {
	found := Setting{Key: "context", Value: s.Context, Origin: s.From.Context, Source: s.Because()}
	if found.Origin == "" {
		found.Origin, found.Source = FromDefault, ""
	}
	if found.Origin == FromFile {
		found.Source, found.File, found.Line = "", s.File, s.file.Line(currentContext)
	}
	return found
}

// of is the value of a key in force.
func (s settings) of(k key) Setting {
	value, origin := s.value(k.name)
	found := Setting{Key: k.name, Value: value, Origin: origin}
	switch origin {
	case FromFlag:
		found.Source = "--" + k.flag
	case FromEnv:
		_, found.Source = firstSet(s.env, k.variables)
	case FromContext:
		found.Source, found.File = s.Context, s.File
		found.Line = s.file.Line(slot{s.Context, k.name}.String())
	case FromFile:
		found.File, found.Line = s.File, s.file.Line(k.name)
	case FromDefault:
		if value, name := firstSet(s.env, k.others); name != "" {
			found.Value, found.Origin, found.Source = value, FromEnv, name
		}
	}
	return found
}

func (s settings) value(name string) (string, Origin) {
	target := func(at string) (string, Origin) {
		if at == "" {
			return "", FromDefault
		}
		return at, s.From.Target
	}
	on := func(is bool) string { return strconv.FormatBool(is) }
	switch name {
	case "store":
		return target(s.Store)
	case "remote":
		return target(s.Remote)
	case "as":
		return s.As, s.From.As
	case "token-file":
		if s.TokenFile == "" {
			return "", FromDefault
		}
		return s.TokenFile, s.From.TokenFile
	case "output":
		return s.Output, s.From.Output
	case "timeout":
		return s.Timeout.String(), s.From.Timeout
	case "no-color":
		return on(s.NoColour), s.From.NoColour
	case "pager":
		return s.Pager, s.From.Pager
	case "editor":
		return s.Editor, s.From.Editor
	case "accessible":
		return on(s.Accessible), s.From.Accessible
	}
	return "", FromDefault
}

// FindSetting is the setting of a name in force, or what the file says of a key that
// only it has: current-context, contexts.office.store.
func FindSetting(from Sources, name string) (Setting, error) {
	_, inForce := findKey(name)
	if inForce || name == "context" || name == "token" {
		list, err := Settings(from)
		for _, s := range list {
			if s.Key == name {
				return s, err
			}
		}
		return Setting{Key: name, Origin: FromDefault}, err
	}
	file, err := from.Book().Read()
	if err != nil {
		return Setting{}, err
	}
	return file.Setting(name)
}

// Setting is what the file says of a key of it, and nothing else.
func (f File) Setting(name string) (Setting, error) {
	at, err := slotOf(name, f)
	if err != nil {
		return Setting{}, err
	}
	found := Setting{Key: at.String(), Value: f.says[at.String()], Origin: FromDefault}
	if at.context != "" {
		if _, err := f.Context(at.context); err != nil {
			return Setting{}, err
		}
		found.Source = at.context
	}
	if found.Value != "" {
		found.Origin, found.File, found.Line = FromFile, f.path, f.Line(at.String())
		if at.context != "" {
			found.Origin = FromContext
		}
	}
	return found, nil
}
