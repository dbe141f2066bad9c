package config

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/suggest"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Diagnose looks at the configuration: the file, where commands run and why, the
// environment, the token. names are the variables that are set.
func Diagnose(from Sources, names []string) []operator.Diagnosis {
	book := from.Book()
	file, err := book.Read()
	if err != nil {
		return []operator.Diagnosis{operator.Failed("configuration", err), diagnoseNames(names)}
	}
	list := []operator.Diagnosis{diagnoseFile(book, file)}
	c, err := Load(from)
	if err != nil {
		return append(list, operator.Failed("context", err), diagnoseNames(names))
	}
	list = append(list, diagnoseTarget(c, file), diagnoseNames(names))
	if c.Remote != "" || c.TokenFile != "" {
		list = append(list, diagnoseToken(c))
	}
	return list
}

func diagnoseFile(book Book, file File) operator.Diagnosis {
	switch {
	case book.Path == "":
		return operator.Diagnosed("configuration", operator.HealthOK, "none: HOME is not set")
	case file.says == nil:
		return operator.Diagnosed("configuration", operator.HealthOK, "%s is not there; defaults hold", book.Path)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(book.Path), temporary)); err == nil && len(left) > 0 {
		return operator.Diagnosed("configuration", operator.HealthWarning, "%s was left behind by a process that died", left[0]).WithAdvice("rm %s", left[0])
	}
	n := len(file.Contexts)
	if n == 1 {
		return operator.Diagnosed("configuration", operator.HealthOK, "%s, with 1 context", book.Path)
	}
	return operator.Diagnosed("configuration", operator.HealthOK, "%s, with %d contexts", book.Path, n)
}

// diagnoseTarget says where commands run. A variable that wins over the context
// that somebody chose is what they are surprised by.
func diagnoseTarget(c Config, file File) operator.Diagnosis {
	where, why := c.Store+c.Remote, c.Because()
	if why == "" {
		why = "default"
	}
	if c.Context != "" {
		where = c.Context + ", which is " + where
	}
	d := operator.Diagnosed("context", operator.HealthOK, "%s (by %s)", where, why)
	if variable, ok := strings.CutPrefix(why, "OPERATOR_"); ok && file.CurrentContext != "" && !file.IsCurrent(c.Context) {
		d.Status = operator.HealthWarning
		d = d.WithAdvice("unset OPERATOR_%s to use the current context %s", variable, file.CurrentContext)
	}
	return d
}

// variables are what the program reads beside those of keys.
func variables() []string {
	names := []string{
		"OPERATOR_CONTEXT", "OPERATOR_CONFIG", "OPERATOR_TOKEN", "OPERATOR_NOW", "OPERATOR_DEBUG", "OPERATOR_CHECK_INSIDE",
	}
	for _, k := range keys() {
		names = append(names, strings.Fields(k.variables)...)
	}
	return names
}

// diagnoseNames tells which variables of ours are set, and those that are misspelt.
func diagnoseNames(names []string) operator.Diagnosis {
	known, set := variables(), []string{}
	for _, name := range names {
		if !strings.HasPrefix(name, "OPERATOR_") {
			continue
		}
		if !slices.Contains(known, name) {
			d := operator.Diagnosed("environment", operator.HealthWarning, "%s means nothing to this program", name)
			if hint := suggest.DidYouMean(suggest.Nearest(name, known)); hint != "" {
				return d.WithAdvice("%s", hint)
			}
			return d.WithAdvice("operator help environment")
		}
		set = append(set, name)
	}
	if len(set) == 0 {
		return operator.Diagnosed("environment", operator.HealthOK, "no variable of ours is set")
	}
	slices.Sort(set)
	return operator.Diagnosed("environment", operator.HealthOK, "set: %s", strings.Join(set, ", "))
}

func diagnoseToken(c Config) operator.Diagnosis {
	token, err := c.ReadToken()
	switch {
	case err != nil:
		return operator.Failed("token", err)
	case token == "":
		return operator.Diagnosed("token", operator.HealthWarning, "there is none for %s", c.Remote).WithAdvice("set OPERATOR_TOKEN, or give --token-file")
	}
	return operator.Diagnosed("token", operator.HealthOK, "there is one, and it is for its owner alone")
}
