package cli

import (
	"context"

	"github.com/seed-34ad0ce1/operator/internal/config"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// makeFilter makes the filter that --jq or --template ask for, before anything
// else is done. It ends when ctx does.
func (p *program) makeFilter(ctx context.Context) error {
	g, t := &p.globals, p.deps.IO
	jq, template := g.flags.Changed("jq"), g.flags.Changed("template")
	var err error
	switch {
	case jq && template:
		return operator.Errorf(operator.Usage, "--jq and --template cannot be given together").
			WithHint("operator help formatting").Reason("bad_filter")
	case jq && g.jq == "":
		return operator.Errorf(operator.Usage, "--jq is empty").WithHint("--jq . is the whole JSON").Reason("empty_flag")
	case jq:
		p.filter, err = render.JQ(ctx, t, g.jq)
	case template && g.template == "":
		return operator.Errorf(operator.Usage, "--template is empty").WithHint("--template '{{json .}}' is the whole JSON").Reason("empty_flag")
	case template:
		p.filter, err = render.Template(ctx, t, g.template, p.now)
	}
	return err
}

// filtered is the output with the filter, which needs JSON: a format that somebody
// asked for by a flag must be one of those, another gives way.
func (p *program) filtered(out render.Output, origin config.Origin) (render.Output, error) {
	if p.filter == nil {
		return out, nil
	}
	if out.Format != render.JSON && out.Format != render.JSONL {
		if origin == config.FromFlag {
			return out, operator.Errorf(operator.Usage, "--jq and --template read JSON, and -o %s has none", out.Format).
				WithHint("leave -o out, or -o jsonl for one thing after the other").Reason("bad_format")
		}
		out.Format, out.Words = render.JSON, true
	}
	out.Filter = p.filter
	return out, nil
}
