package clitest

// printing is every command that prints data, with a command line that shows it.
// A new command is a line here, or in silent below with the reason.
//
// What is written as NAME in capitals stands for a reference in the workspace that
// newGallery makes. Each line runs many times over, so that what changes something
// is a dry run.
var printing = []row{
	{"admin dump", "stored", list, "people"},
	{"audit anchor", "head", report, ""},
	{"audit verify", "audit", report, ""},
	{"building add", "building", one, "--community MR --number 9 --name Nine --dry-run"},
	{"building delete", "building", one, "SPARE_BUILDING --dry-run"},
	{"building edit", "building", one, "BUILDING --name Two --dry-run"},
	{"building list", "building", list, ""},
	{"building show", "building", one, "BUILDING"},
	{"buyer add", "person", one, "--name Zed --dry-run"},
	{"buyer delete", "person", one, "SPARE_BUYER --dry-run"},
	{"buyer edit", "person", one, "BUYER --title Dr --dry-run"},
	{"buyer list", "person", list, ""},
	{"buyer show", "person", one, "BUYER"},
	{"check", "check", report, ""},
	{"community add", "community", one, "--code OAK --name Oak --dry-run"},
	{"community assign", "community", one, "MR TEAM --dry-run"},
	{"community delete", "community", one, "SPARE_PLACE --dry-run"},
	{"community edit", "community", one, "MR --name Ridge --dry-run"},
	{"community list", "community", list, ""},
	{"community show", "community", one, "MR"},
	{"community unassign", "community", one, "MR TEAM --dry-run"},
	{"config get", "setting", one, "store"},
	{"config list", "setting", list, ""},
	{"config path", "config_file", one, ""},
	{"config set", "setting", one, "pager less --dry-run"},
	{"config unset", "setting", one, "editor --dry-run"},
	{"contact add", "person", one, "--name Zed --dry-run"},
	{"contact delete", "person", one, "IDLE_CONTACT --dry-run"},
	{"contact edit", "person", one, "CONTACT --title Electrician --dry-run"},
	{"contact list", "person", list, ""},
	{"contact show", "person", one, "CONTACT"},
	{"context add", "context", one, "other --store NEW --dry-run"},
	{"context delete", "context", one, "spare --dry-run"},
	{"context list", "context", list, ""},
	{"context show", "context", one, "spare"},
	{"context use", "context", one, "spare --dry-run"},
	{"conversation close", "conversation", one, "TALK --dry-run"},
	{"conversation edit", "conversation", one, "TALK --add-label urgent --dry-run"},
	{"conversation list", "conversation", list, "--all"},
	{"conversation merge", "conversation", one, "TEAM_TALK TEAM_TALK_TOO --dry-run"},
	{"conversation move", "conversation", one, "OTHER_TALK -p MR-014 --dry-run"},
	{"conversation reopen", "conversation", one, "CLOSED --dry-run"},
	{"conversation show", "conversation", one, "TALK"},
	{"conversation split", "conversation", one, "TALK --from SENT --dry-run"},
	{"conversation undo", "conversation", one, "MERGED --dry-run"},
	{"demo", "demo", one, "NEW --properties 2 --messages 10 --dry-run"},
	{"doctor", "advice", list, ""},
	{"due", "due", list, "--replies --acks=1h --milestones=1h"},
	{"events", "event", list, "--limit 9"},
	{"explain", "explanation", report, "BUYER TALK"},
	{"inbox archive", "inbox_item", one, "TALK --dry-run"},
	{"inbox count", "totals", one, ""},
	{"inbox list", "inbox_item", list, "--state all"},
	{"inbox mute", "inbox_item", one, "TALK --dry-run"},
	{"inbox next", "next", list, ""},
	{"inbox read", "inbox_item", one, "TALK --dry-run"},
	{"inbox snooze", "inbox_item", one, "TALK --until 2030-01-01 --dry-run"},
	{"inbox star", "inbox_item", one, "TALK --dry-run"},
	{"inbox unarchive", "inbox_item", one, "TALK --dry-run"},
	{"inbox unmute", "inbox_item", one, "TALK --dry-run"},
	{"inbox unread", "inbox_item", one, "TALK --dry-run"},
	{"inbox unsnooze", "inbox_item", one, "TALK --dry-run"},
	{"inbox unstar", "inbox_item", one, "TALK --dry-run"},
	{"init", "workspace", one, "--store NEW --dry-run"},
	{"milestone complete", "milestone_completed", report, "Framing -p MR-012 --dry-run"},
	{"milestone list", "milestone", list, "-p MR-012"},
	{"milestone reset", "milestone", one, "Permit -p MR-012 --dry-run"},
	{"milestone template set", "milestone_template", report, "STEPS --dry-run"},
	{"milestone template show", "milestone_template", report, ""},
	{"msg delete", "message", one, "SENT --dry-run"},
	{"msg download", "file", list, "FILES --out OUT --force"},
	{"msg edit", "message", one, "SENT -b Hello --dry-run"},
	{"msg list", "message", list, "TALK"},
	{"msg reply", "message", report, "TALK -b Hello --dry-run"},
	{"msg send", "message", report, "-p MR-012 --to buyers -b Hello --dry-run"},
	{"msg show", "message", one, "FILES"},
	{"person activate", "person", one, "GONE --dry-run"},
	{"person deactivate", "person", one, "SPARE_BUYER --dry-run"},
	{"person list", "person", list, ""},
	{"person merge", "person", one, "TEAM SPARE_TEAM --dry-run"},
	{"person show", "person", one, "BUYER"},
	{"person undo", "person", one, "TWICE --dry-run"},
	{"property add", "property", one, "--community MR --code MR-999 --dry-run"},
	{"property assign", "property", one, "MR-012 TEAM --dry-run"},
	{"property delete", "property", one, "MR-014 --dry-run"},
	{"property edit", "property", one, "MR-012 --lot 13 --dry-run"},
	{"property history", "history", list, "MR-012 --limit 9"},
	{"property list", "property", list, ""},
	{"property show", "property", one, "MR-012"},
	{"property unassign", "property", one, "MR-012 TEAM --dry-run"},
	{"reindex", "reindex", one, "--dry-run"},
	{"schedule cancel", "scheduled", one, "PLANNED --dry-run"},
	{"schedule edit", "scheduled", one, "PLANNED --at 2030-02-01 --dry-run"},
	{"schedule list", "scheduled", list, ""},
	{"schedule run", "scheduled", list, "--dry-run"},
	{"schedule show", "scheduled", one, "PLANNED"},
	{"search", "hit", list, "tiles"},
	{"stats updates", "update_stats", report, ""},
	{"team add", "person", one, "--name Zed --dry-run"},
	{"team delete", "person", one, "IDLE --dry-run"},
	{"team edit", "person", one, "TEAM --title Estimator --dry-run"},
	{"team list", "person", list, ""},
	{"team show", "person", one, "TEAM"},
	{"template add", "template", one, "other -b Hello --dry-run"},
	{"template delete", "template", one, "welcome --dry-run"},
	{"template edit", "template", one, "welcome --name other --dry-run"},
	{"template list", "template", list, ""},
	{"template show", "template", one, "welcome -p MR-012"},
	{"transaction close", "transaction", one, "SALE --date 2026-06-01 --dry-run"},
	{"transaction edit", "transaction", one, "SALE --price 1000 --dry-run"},
	{"transaction list", "transaction", list, ""},
	{"transaction open", "transaction", one, "MR-014 --buyer BUYER --dry-run"},
	{"transaction reopen", "transaction", one, "WITHDRAWN --dry-run"},
	{"transaction show", "transaction", one, "SALE"},
	{"transaction withdraw", "transaction", one, "SALE --date 2026-06-01 --dry-run"},
	{"update ack", "update", one, "POST --as BUYER --dry-run"},
	{"update delete", "update", one, "POST --dry-run"},
	{"update download", "file", list, "POST --out OUT --force"},
	{"update edit", "update", one, "POST -b Hello --dry-run"},
	{"update like", "update", one, "POST --as BUYER --dry-run"},
	{"update list", "update", list, ""},
	{"update post", "posted", report, "-p MR-012 -b Hello --title Hi --milestone Roof --dry-run"},
	{"update publish", "update", one, "DRAFT --dry-run"},
	{"update receipts", "receipt", list, "POST"},
	{"update seen", "update", one, "POST --dry-run"},
	{"update show", "update", one, "POST --history"},
	{"version", "version", one, ""},
	{"workspace edit", "workspace", one, "--name Acme --dry-run"},
	{"workspace show", "workspace", one, ""},
	{"workspace sweep", "sweep", one, "--dry-run"},
}

// noReferences are the kinds that have no references for -o id, and byName those
// that have names instead.
var (
	noReferences = map[string]bool{"totals": true, "reindex": true}
	byName       = map[string]bool{"workspace": true, "advice": true, "template": true, "milestone": true, "milestone_template": true}
)

// finds are the kinds that are printed with status 1.
var finds = map[string]bool{"due": true}

// loose are the kinds whose lists are no tables to people: texts, sentences, rows
// as they are stored.
var loose = map[string]bool{"message": true, "file": true, "stored": true}

// unstable are the kinds whose fields nobody is promised.
var unstable = map[string]bool{"stored": true}

// moving are the kinds that are not the same twice: they tell of the format, or how
// long something took.
var moving = map[string]bool{"advice": true, "setting": true}

// unfilled are the ends of the paths of fields that are null wherever the gallery has
// them, and why: their types are not known to the test.
var unfilled = map[string]string{
	".about":               "of updates",
	".advice":              "where something is wrong",
	".because":             "of the current context",
	".duration":            "of videos",
	".community":           "of templates that are a community's",
	".current":             "of homes where a step is in progress",
	".group":               "of posts to several homes",
	".height":              "the pictures are elsewhere",
	".total.name":          "the total has none",
	".width":               "the pictures are elsewhere",
	".invitation.sent_at":  "of who was invited",
	".merge.from.email":    "of who has one",
	".messages[].audience": "of a dry run",
	".on_behalf_of":        "of changes through an instance",
	".output":              "of contexts that have one",
	".note":                "of a dry run",
	".scheduled_for":       "of updates written with --at",
	".seen_at":             "of who has signed in",
	".update.edited_at":    "of a dry run",
	".update.mine":         "of a dry run",
	".update.published_at": "of a dry run",
	".update.receipts":     "of a dry run",
	".update.ref":          "of a dry run",
	".update.transaction":  "of a dry run",
	".versions[].reason":   "of what was deleted",
	".problem":             "of what could not go out",
	".result":              "of what went out",
	".update.scheduled":    "of what is planned",
	".snoozed_until":       "what is put off is not next",
	".timeout":             "of contexts that have one",
}

// silent is every command that prints no data in formats, and why.
var silent = map[string]string{
	"completion":  "a script for a shell",
	"config edit": "opens an editor",
	"help":        "text for people",
	"inbox watch": "goes on until it is stopped: inbox_watch.txtar",
}
