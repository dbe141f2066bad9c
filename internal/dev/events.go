package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

const eventsHead = `# What is recorded

Generated from ` + "`pkg/operator`" + ` by ` + "`go run ./internal/dev gen`" + `. How events are chained and kept
is in [formats.md](formats.md#events).

Every change is an event, in the history of its home or in that of the workspace,
and so is reading by an administrator or auditor of what they are no part of.
` + "`operator events -o jsonl`" + ` shows them; ` + "`data`" + ` is an object with the fields below, as far as
there is something in them. A field of an edit is an object with ` + "`before`" + ` and ` + "`after`" + `.

Who sees an event: **thing** who may see the thing that was changed · **team** of these,
who may see what is private of the home · **own** who did it, and the team of the home ·
**log** administrators and auditors. Those see all there is. Buyers see of homes and
sales what has happened since they buy, and of people themselves. A field with * is
private: for who may see prices, e-mail and phones, and ids in other systems.

| action | what happened | who sees it | data |
|---|---|---|---|
`

// eventsPage is docs/events.md.
func eventsPage() []byte {
	var b bytes.Buffer
	b.WriteString(eventsHead)
	for _, a := range operator.EventActions() {
		var fields []string
		for _, f := range a.Data {
			name := "`" + f.Name + "`"
			if f.Private {
				name += "*"
			}
			fields = append(fields, name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", a.Name, a.Text, a.Sight, strings.Join(fields, " "))
	}
	return b.Bytes()
}
