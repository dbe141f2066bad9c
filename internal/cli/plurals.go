package cli

import "slices"

// plurals are what people type who think of several things: "operator properties
// list". The help has the other word, so that there is one way to write it down.
var plurals = map[string]string{
	"building":     "buildings",
	"buyer":        "buyers",
	"community":    "communities",
	"contact":      "contacts",
	"context":      "contexts",
	"conversation": "conversations",
	"hold":         "holds",
	"import":       "imports",
	"milestone":    "milestones",
	"msg":          "msgs",
	"person":       "people",
	"property":     "properties",
	"template":     "templates",
	"token":        "tokens",
	"transaction":  "transactions",
	"update":       "updates",
	"webhook":      "webhooks",
}

// otherNames are what the group is called beside its name: aliases, and the plural.
func (g group) otherNames() []string {
	if plural := plurals[g.name]; plural != "" {
		return append(slices.Clone(g.aliases), plural)
	}
	return g.aliases
}
