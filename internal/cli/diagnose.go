package cli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/backend"
	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// diagnose looks at everything between this program and its data, one thing after
// the other, whatever is broken.
func (p *program) diagnose(ctx context.Context) []operator.Diagnosis {
	list := []operator.Diagnosis{operator.Diagnosed("program", operator.HealthOK, "%s", p.version.line()), p.diagnoseTerminal(), p.diagnoseEditor()}
	list = append(list, config.Diagnose(p.sources(), variablesSet())...)
	if err := p.load(); err != nil {
		return list // which config.Diagnose has told
	}
	return append(list, backend.Diagnose(ctx, *p.config, p.call())...)
}

func variablesSet() []string {
	var names []string
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); value != "" {
			names = append(names, name)
		}
	}
	return names
}

func (p *program) diagnoseTerminal() operator.Diagnosis {
	t := p.deps.IO
	what := "results go to a file or a pipe"
	if t.OutTTY {
		what = fmt.Sprintf("%d columns, %d rows", t.Width, t.Height)
	}
	colour := "no colour"
	if t.OutColour {
		colour = "colour"
	}
	if t.Accessible() {
		colour += ", written for who listens"
	}
	return operator.Diagnosed("terminal", operator.HealthOK, "%s, %s", what, colour)
}

// diagnoseEditor looks whether the programs that others chose are there.
func (p *program) diagnoseEditor() operator.Diagnosis {
	env := p.deps.IO.Env
	found := []string{}
	for _, names := range [][]string{{"VISUAL", "EDITOR"}, {"OPERATOR_PAGER", "PAGER"}} {
		for _, name := range names {
			words := strings.Fields(env(name))
			if len(words) == 0 {
				continue
			}
			if _, err := exec.LookPath(strings.Trim(words[0], `"'`)); err != nil {
				return operator.Diagnosed("editor and pager", operator.HealthWarning, "%s is %q, which cannot be found", name, env(name)).
					WithAdvice("operator config set editor COMMAND, operator config set pager COMMAND")
			}
			found = append(found, words[0])
			break
		}
	}
	if len(found) == 0 {
		return operator.Diagnosed("editor and pager", operator.HealthOK, "none is chosen")
	}
	return operator.Diagnosed("editor and pager", operator.HealthOK, "%s", strings.Join(found, ", "))
}
