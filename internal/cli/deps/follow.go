package deps

import (
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Following is how what goes on until it is stopped is written: line by line, which
// leaves out formats that need the end of it, and as jsonl where nothing else was said.
func Following(d *Deps) (render.Output, error) {
	out := d.Output
	switch out.Format {
	case render.Table, "", render.JSON:
		out.Format = render.JSONL
	case render.JSONL, render.YAML, render.CSV, render.TSV, render.ID:
	default:
		return out, operator.Errorf(operator.Usage, "what goes on until it is stopped cannot be written as %s", out.Format).
			WithHint("-o jsonl, or no -o").Reason("bad_format")
	}
	return out, nil
}
