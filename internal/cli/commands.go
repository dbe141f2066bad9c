package cli

import (
	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/admin"
	"github.com/seed-34ad0ce1/operator/internal/cli/audit"
	"github.com/seed-34ad0ce1/operator/internal/cli/backup"
	"github.com/seed-34ad0ce1/operator/internal/cli/building"
	"github.com/seed-34ad0ce1/operator/internal/cli/check"
	"github.com/seed-34ad0ce1/operator/internal/cli/community"
	"github.com/seed-34ad0ce1/operator/internal/cli/config"
	"github.com/seed-34ad0ce1/operator/internal/cli/context"
	"github.com/seed-34ad0ce1/operator/internal/cli/conversation"
	"github.com/seed-34ad0ce1/operator/internal/cli/demo"
	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/cli/doctor"
	"github.com/seed-34ad0ce1/operator/internal/cli/due"
	"github.com/seed-34ad0ce1/operator/internal/cli/events"
	"github.com/seed-34ad0ce1/operator/internal/cli/explain"
	"github.com/seed-34ad0ce1/operator/internal/cli/exports"
	"github.com/seed-34ad0ce1/operator/internal/cli/hold"
	"github.com/seed-34ad0ce1/operator/internal/cli/inbox"
	"github.com/seed-34ad0ce1/operator/internal/cli/login"
	"github.com/seed-34ad0ce1/operator/internal/cli/milestone"
	"github.com/seed-34ad0ce1/operator/internal/cli/msg"
	"github.com/seed-34ad0ce1/operator/internal/cli/people"
	"github.com/seed-34ad0ce1/operator/internal/cli/property"
	"github.com/seed-34ad0ce1/operator/internal/cli/reindex"
	"github.com/seed-34ad0ce1/operator/internal/cli/schedule"
	"github.com/seed-34ad0ce1/operator/internal/cli/search"
	"github.com/seed-34ad0ce1/operator/internal/cli/serve"
	"github.com/seed-34ad0ce1/operator/internal/cli/setup"
	"github.com/seed-34ad0ce1/operator/internal/cli/stats"
	"github.com/seed-34ad0ce1/operator/internal/cli/template"
	"github.com/seed-34ad0ce1/operator/internal/cli/token"
	"github.com/seed-34ad0ce1/operator/internal/cli/transaction"
	"github.com/seed-34ad0ce1/operator/internal/cli/transcript"
	"github.com/seed-34ad0ce1/operator/internal/cli/update"
	"github.com/seed-34ad0ce1/operator/internal/cli/webhook"
	"github.com/seed-34ad0ce1/operator/internal/cli/workspace"
)

// group is a command below the root, with what the root's help and suggestions
// need to know without building it.
type group struct {
	name    string
	aliases []string
	section section
	short   string // the Short of what build makes
	build   func(*deps.Deps) *cobra.Command
}

// section is a heading of the root's help.
type section string

// The sections, in the order of the help.
const (
	daily  section = "Every day"
	homes  section = "Homes and people"
	data   section = "Data in and out"
	upkeep section = "Set up and keep"
	about  section = "This program"
)

var sections = []section{daily, homes, data, upkeep, about}

// commands are the commands below the root, in the order of the help. A new one
// is a line here; TestTheRegistrySaysWhatIsBuilt holds it to what build makes.
var commands = []group{
	{"inbox", nil, daily, "See what waits for you", inbox.New},
	{"conversation", []string{"conv"}, daily, "Read and manage conversations", conversation.New},
	{"msg", nil, daily, "Send, answer and read messages", msg.New},
	{"update", nil, daily, "Post and read updates of homes", update.New},
	{"milestone", nil, daily, "Follow the construction of homes, step by step", milestone.New},
	{"schedule", nil, daily, "See and send what was written with --at", schedule.New},
	{"template", nil, daily, "Keep texts with variables, for messages and updates", template.New},
	{"search", nil, daily, "Find messages and updates by what they say", search.New},
	{"due", nil, daily, "List what is late, the worst first", due.New},
	{"stats", nil, daily, "Count how well homes are looked after", stats.New},
	{"explain", nil, daily, "Say why a person can or cannot see a thing", explain.New},
	{"property", nil, homes, "Add and change homes, and who works on them", property.New},
	{"transaction", nil, homes, "Open, change, close and withdraw sales of homes", transaction.New},
	{"buyer", nil, homes, "Add, list, show, edit and delete buyers", people.NewBuyer},
	{"team", nil, homes, "Add, list, show, edit and delete team members", people.NewTeam},
	{"contact", nil, homes, "Add, list, show, edit and delete contacts", people.NewContact},
	{"person", nil, homes, "Show, invite, merge, deactivate and erase people", people.NewPerson},
	{"community", nil, homes, "Add and change communities, and who works on them", community.New},
	{"building", nil, homes, "Add and change buildings, and which homes are in them", building.New},
	{"hold", nil, homes, "Keep what is said and posted about homes from being deleted", hold.New},
	{"import", nil, data, "Import files of other systems", newImport},
	{"export", nil, data, "Write what is in the store into a file", exports.New},
	{"events", nil, data, "List and follow what has happened", events.New},
	{"webhook", nil, data, "Have other systems told of what happens", webhook.New},
	{"transcript", nil, data, "Write the history of a home or a sale into a folder", transcript.New},
	{"demo", nil, upkeep, "Make up a company to try things on", demo.New},
	{"init", nil, upkeep, "Make a new, empty store", setup.New},
	{"serve", nil, upkeep, "Answer over the network for this store", serve.New},
	{"backup", nil, upkeep, "Copy the whole store into one file", backup.New},
	{"restore", nil, upkeep, "Make a store of a backup", backup.NewRestore},
	{"compact", nil, upkeep, "Give unused room in the store back to the disk", backup.NewCompact},
	{"check", nil, upkeep, "Look for damage in the store", check.New},
	{"reindex", nil, upkeep, "Make the store's indexes anew", reindex.New},
	{"audit", nil, upkeep, "Prove that the log of events is whole", audit.New},
	{"admin", nil, upkeep, "Look at rows as they are kept", admin.New},
	{"config", nil, upkeep, "Show and change the configuration", config.New},
	{"context", nil, upkeep, "Name the places that commands run against", context.New},
	{"login", nil, upkeep, "Sign in to an instance", login.New},
	{"logout", nil, upkeep, "Sign out of an instance", login.NewLogout},
	{"whoami", nil, upkeep, "Say who acts, and by what", login.NewWhoami},
	{"login-code", nil, upkeep, "Make codes that people sign in with", login.NewCode},
	{"token", nil, upkeep, "Make, list and delete what programs sign in by", token.New},
	{"doctor", nil, upkeep, "Look whether all is well, and say what to do", doctor.New},
	{"workspace", nil, upkeep, "Show and edit the workspace", workspace.New},
}

// command builds the group, or only its name.
func (g group) command(d *deps.Deps, whole bool) *cobra.Command {
	var cmd *cobra.Command
	if whole {
		cmd = g.build(d)
	} else {
		// It has a Run so that help and completion take it for a command.
		cmd = &cobra.Command{Use: g.name, Short: g.short, Run: func(*cobra.Command, []string) {}}
	}
	cmd.Aliases = g.otherNames()
	cmd.GroupID = string(g.section)
	return cmd
}
