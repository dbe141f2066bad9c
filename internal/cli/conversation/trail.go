package conversation

import (
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// step says what was done to a conversation: "merged with C43".
func step(e operator.TrailEntry) string {
	switch e.Action {
	case "merged":
		return "merged with " + e.Other
	case "split_off":
		return e.Other + " was split off"
	case "split_from":
		return "split from " + e.Other
	case "moved":
		return "moved from " + e.Other
	}
	return e.Action + " " + e.Other
}

// trail is how a conversation came to be what it is, for who asks for the column.
func trail() render.Field[talk] {
	return render.Field[talk]{Name: "trail", Title: "Trail", Hidden: true, Text: func(c talk) string {
		steps := make([]string, len(c.Trail))
		for i, e := range c.Trail {
			steps[i] = step(e)
		}
		return strings.Join(steps, ", ")
	}}
}

// trailLines is the same for people, below the conversation: a line for each step,
// with who took it and when.
func trailLines(d *deps.Deps, c talk) string {
	var b strings.Builder
	for i, e := range c.Trail {
		if i == 0 {
			b.WriteString("\n")
		}
		line := step(e) + " by " + e.By.Name + ", " + d.Moment(e.At)
		b.WriteString(d.IO.OutStyle().Dim(render.Folded(d.IO, term.Line(line))) + "\n")
	}
	return b.String()
}
