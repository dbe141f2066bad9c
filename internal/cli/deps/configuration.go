package deps

import (
	"encoding/json"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Context is a named place to run against, as the configuration file has it.
type Context struct {
	Name      string  `json:"name"`
	Store     *string `json:"store"`  // a folder; or
	Remote    *string `json:"remote"` // the address of an instance
	As        *string `json:"as"`     // who acts there
	TokenFile *string `json:"token_file"`
	Output    *string `json:"output"`
	Timeout   *string `json:"timeout"`
	Current   bool    `json:"current"`  // it is used where nothing else is said
	InForce   bool    `json:"in_force"` // commands run against it now
	// Because is what put it in force: "--context", "OPERATOR_CONTEXT" or
	// "current-context"; null if it is not.
	Because *string `json:"because"`
	File    *string `json:"file"` // where it stands
	Line    *int    `json:"line"`
}

// MarshalJSON writes null for the name of what has none: where commands run that no
// context leads to.
func (c Context) MarshalJSON() ([]byte, error) {
	type plain Context
	return json.Marshal(struct {
		Name *string `json:"name"`
		plain
	}{operator.Optional(c.Name), plain(c)})
}

// Setting is one thing that is configured, with where that was said.
type Setting struct {
	Key    string  `json:"key"`
	Value  *string `json:"value"`
	Origin string  `json:"origin"` // flag, environment, context, file or default
	Source *string `json:"source"` // the flag, the variable, or the context
	File   *string `json:"file"`   // the file that says it, and the line
	Line   *int    `json:"line"`
}

// Adding says how a context is added.
type Adding int

// The ways of adding a context.
const (
	New       Adding = iota // refused where there is one of its name
	Current                 // the same, and it becomes the current one
	Replacing               // in the place of one of its name; current only where there is none
)

// Configuration reads and changes the configuration file, and says what is in
// force. In a dry run it changes nothing. What changes it goes through Configure.
type Configuration interface {
	// Path is the configuration file, there or not; empty if there is no place for one.
	Path() string
	// DataFolder is where stores are kept by default; empty if there is no home folder.
	DataFolder() string

	// Settings is every setting with its value in force. No secret is among them.
	Settings() ([]Setting, error)
	// Setting is one of them, or a key of the file: contexts.office.store.
	Setting(key string) (Setting, error)
	Set(key, value string) (Setting, error)
	Unset(key string) (Setting, error)
	// Keys are what can be set.
	Keys() []string
	// Edited puts what somebody makes of the file's text in its place.
	Edited(edit func(text string) (string, error)) error

	Contexts() ([]Context, error)
	// Context is the context of that name; without one, where commands run, which
	// need not have a name.
	Context(name string) (Context, error)
	Add(c Context, how Adding) (Context, error)
	Use(name string) (Context, error)
	Delete(name string) (Context, error)
	// Token is the token for the instance in force; empty without one.
	Token() (operator.Secret, error)
	// CanKeepToken fails with Unavailable where KeepToken would.
	CanKeepToken(insecure bool) error
	// KeepToken keeps the token for the instance in force: in the keyring, or where
	// that is said to be good enough in a file.
	KeepToken(token operator.Secret, insecure bool) (KeptToken, error)
	// ForgetToken forgets it, and says whether it was kept at all.
	ForgetToken() (bool, error)
	// HasStore says whether there is a store in a folder.
	HasStore(folder string) bool
}

// KeptToken is where a token is kept, and the context that it is used in.
type KeptToken struct {
	Context string
	Where   string // "the keyring", or a file
}

// Configure changes the configuration file. It is to Configuration what Change is
// to Service.
func Configure[Res any](d *Deps, change func(Configuration) (Res, error)) (Res, error) {
	res, err := change(d.Configuration)
	if err == nil && d.DryRun {
		render.Note(d.IO, d.Output, "dry run: nothing was changed")
	}
	d.made(err)
	return res, err
}
