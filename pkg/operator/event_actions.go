package operator

import (
	"slices"
	"strings"
)

// EventSight says who sees the events of an action, of those who may read events.
type EventSight string

// Who sees events.
const (
	SightThing EventSight = "thing" // who may see the thing that was changed
	SightTeam  EventSight = "team"  // of these, who may see what is private: the team of the home
	SightOwn   EventSight = "own"   // who did it, and who may see what is private
	SightLog   EventSight = "log"   // administrators and auditors
)

// EventField is a part of the data of an event. What is private is for who may
// see such things: prices, e-mail and phones, ids in other systems.
type EventField struct {
	Name    string
	Private bool
}

// EventAction is one thing that happens, and what its events hold.
type EventAction struct {
	Name  string // "message.sent"
	Text  string // what happened
	Sight EventSight
	Data  []EventField // the references and the details
}

// action describes an action. Of the names of its data, those with * are private.
func action(name string, sight EventSight, data, text string) EventAction {
	a := EventAction{Name: name, Text: text, Sight: sight}
	for field := range strings.FieldsSeq(data) {
		plain := strings.TrimSuffix(field, "*")
		a.Data = append(a.Data, EventField{plain, plain != field})
	}
	return a
}

// EventActions lists every action that is recorded, by what it is about. A field
// of an edit is an object with what was before and what came after.
func EventActions() []EventAction {
	return slices.Concat(workspaceActions(), directoryActions(), homeActions(), talkActions(), updateActions(), milestoneActions(), scheduleActions())
}

func workspaceActions() []EventAction {
	return []EventAction{
		action("workspace.created", SightThing, "name", "the workspace was made"),
		action("workspace.edited", SightThing, "name time_zone currency days open close reply_target", "the workspace was changed"),
		action("workspace.swept", SightThing, "files bytes", "files that nothing names were removed"),
		action("workspace.dumped", SightLog, "kind row", "an administrator looked at rows as they are kept"),
		action("backup.made", SightLog, "encrypted chain_key", "an administrator had a backup of everything made; recorded before the first byte of it leaves, and so of one that failed too"),
		action("audit.rekeyed", SightLog, "key lost", "a new key of the chains of events was begun"),
		action("export.made", SightLog, "kind format since", "somebody took a copy out"),

		action("import.applied", SightLog, "kind file rows created updated unchanged rejected", "a file was imported"),
		action("import.undone", SightLog, "kind undone kept", "an import was taken back, but for what somebody had changed since"),

		action("webhook.added", SightLog, "host actions property allow_private", "an address is told of events"),
		action("webhook.replayed", SightLog, "host property seq", "a webhook is told of events again, or for the first time"),
		action("webhook.rotated", SightLog, "host property until", "a webhook got another secret; the one before signs too until then"),
		action("webhook.disabled", SightLog, "host property because", "a webhook is told of nothing any more, until it is replayed"),
		action("webhook.deleted", SightLog, "host property", "a webhook was deleted"),

		action("events.listed", SightLog, "property actor action object from until follow", "an administrator or auditor read the log"),
	}
}

func directoryActions() []EventAction {
	const person = "name title role email* phones* external_ids*"
	return []EventAction{
		action("person.added", SightThing, "kind "+person, "somebody came into the directory"),
		action("person.edited", SightThing, person, "a person's entry was changed"),
		action("person.deactivated", SightThing, "", "a person can do nothing any more"),
		action("person.activated", SightThing, "", "a person who was deactivated is back"),
		action("person.merged", SightThing, "from into "+person, "somebody became one person with another"),
		action("person.unmerged", SightThing, "from into name", "a merge of people was taken back"),
		action("person.deleted", SightThing, "kind "+person, "somebody without a history left the directory"),
		action("person.erased", SightTeam, "kind reason* messages files events", "what told who somebody is was erased; their number stands for them"),

		action("person.invited", SightTeam, "", "somebody was invited to sign in"),
		action("person.signed_in", SightOwn, "by", "somebody signed in by a code"),
		action("token.added", SightLog, "person scopes expires_at note", "a token was made, for a program to act as somebody"),
		action("token.deleted", SightLog, "person note", "a token was made worthless"),
		action("token.code_added", SightLog, "person expires_at", "a code was made, for somebody to sign in by"),

		action("community.added", SightThing, "code name external_ids*", "a community was added"),
		action("community.edited", SightThing, "code name external_ids*", "a community was changed"),
		action("community.deleted", SightThing, "code name", "a community was deleted"),
		action("community.assigned", SightThing, "person", "a team member came to work on a community"),
		action("community.unassigned", SightThing, "person", "a team member left a community"),

		action("building.added", SightThing, "community number name external_ids*", "a building was added"),
		action("building.edited", SightThing, "community number name external_ids*", "a building was changed"),
		action("building.deleted", SightThing, "community number name", "a building was deleted"),
	}
}

func homeActions() []EventAction {
	const (
		home = "code lot plan line1 line2 city region postcode country community building external_ids*"
		sale = "price* currency* contract_date expected_closing external_ids*"
	)
	return []EventAction{
		action("property.added", SightThing, "community building code lot plan address external_ids*", "a home was added"),
		action("property.edited", SightThing, home, "a home was changed"),
		action("property.deleted", SightThing, "community code", "a home without a history was deleted"),
		action("property.assigned", SightThing, "person", "a team member came to work on a home"),
		action("property.unassigned", SightThing, "person", "a team member left a home"),
		action("property.primary_changed", SightThing, "before after", "a home got another primary contact, or none"),
		action("property.person_merged", SightTeam, "from into name transactions conversations updates assigned primary", "somebody on a home became one person with another"),
		action("property.person_unmerged", SightTeam, "from into name transactions conversations updates assigned primary", "a merge of people on a home was taken back"),
		action("property.hold_set", SightTeam, "reason*", "a home was put on hold: nothing of its record can be deleted"),
		action("property.hold_released", SightTeam, "reason*", "a home that was on hold was released"),
		action("property.history_read", SightLog, "", "an administrator or auditor read the history of a home"),
		action("transcript.made", SightLog, "transaction sha256", "somebody took out a transcript of a home or of one sale"),

		action("transaction.opened", SightThing, "buyers "+sale, "a sale began"),
		action("transaction.edited", SightThing, "added removed buyers "+sale, "a sale was changed"),
		action("transaction.closed", SightThing, "buyers closing_date", "a sale closed"),
		action("transaction.withdrawn", SightThing, "buyers withdrawal_date", "a sale was withdrawn"),
		action("transaction.deleted", SightTeam, "buyers status", "a sale that an import had made was taken back with it"),
		action("transaction.reopened", SightThing, "buyers", "a withdrawal was taken back"),
	}
}

func talkActions() []EventAction {
	return []EventAction{
		action("conversation.started", SightThing, "audience people subject about*", "a conversation began"),
		action("conversation.renamed", SightThing, "before after", "a conversation got another subject"),
		action("conversation.joined", SightThing, "person from*", "somebody came into a conversation, to see it from a message on"),
		action("conversation.left", SightThing, "person", "somebody left a conversation, or was taken out"),
		action("conversation.closed", SightThing, "because", "a conversation was closed, by itself or with its sale"),
		action("conversation.reopened", SightThing, "because", "a conversation was opened again, by itself or with its sale"),
		action("conversation.labelled", SightTeam, "before after", "a conversation got other labels"),
		action("conversation.assigned", SightTeam, "before after", "a conversation got another assignee, or none"),
		action("conversation.merged", SightThing, "from first see_more*", "another conversation was appended to a conversation"),
		action("conversation.merged_into", SightThing, "into", "a conversation was appended to another one"),
		action("conversation.merge_undone", SightThing, "from into", "a merge of conversations was taken back"),
		action("conversation.split_off", SightThing, "into message", "the end of a conversation became one of its own"),
		action("conversation.split_from", SightThing, "from message people subject", "a conversation began as the end of another one"),
		action("conversation.split_undone", SightThing, "from into", "a split of a conversation was taken back"),
		action("conversation.moved_away", SightThing, "from* to*", "a conversation went to another home"),
		action("conversation.moved", SightThing, "from* to*", "a conversation came from another home"),
		action("conversation.move_undone", SightThing, "from* to*", "a conversation came back from another home"),
		action("conversation.read", SightLog, "what", "somebody read a conversation that they are not in"),
		action("conversation.listed_all", SightLog, "", "an administrator or auditor listed every conversation"),
		action("conversation.searched_all", SightLog, "query from property since before", "an administrator or auditor searched every conversation"),

		action("message.sent", SightThing, "conversation version", "a message was written"),
		action("message.edited", SightThing, "conversation version", "a message got another body"),
		action("message.deleted", SightThing, "conversation version reason*", "a message was deleted"),
	}
}

func scheduleActions() []EventAction {
	return []EventAction{
		action("template.added", SightThing, "name", "a text with variables was added"),
		action("template.edited", SightThing, "name title body", "a text with variables was changed"),
		action("template.deleted", SightThing, "name title body", "a text with variables was deleted"),

		action("schedule.planned", SightThing, "kind at conversation", "a message was written, to go out at a time"),
		action("schedule.edited", SightThing, "at body", "what is planned was changed"),
		action("schedule.cancelled", SightThing, "kind", "what was planned was called off"),
		action("schedule.done", SightThing, "kind result late", "what was planned went out"),
		action("schedule.failed", SightThing, "kind problem*", "what was planned could not go out"),
		action("schedule.read", SightLog, "", "an administrator read what somebody else has planned to write"),
	}
}

func updateActions() []EventAction {
	return []EventAction{
		action("update.drafted", SightTeam, "post version", "an update was drafted"),
		action("update.scheduled", SightTeam, "post version", "an update was written, to be published at a time"),
		action("update.published", SightThing, "post version", "an update was published on a home"),
		action("update.edited", SightThing, "post version", "an update says something else"),
		action("update.changed", SightTeam, "ack for_home at", "an update asks for something else, or is published at another time"),
		action("update.deleted", SightThing, "all_homes* reason*", "an update was deleted"),
		action("update.seen", SightOwn, "", "a buyer saw an update"),
		action("update.acknowledged", SightOwn, "", "a buyer acknowledged an update"),
		action("update.acknowledged_on_behalf", SightOwn, "", "somebody acknowledged an update in a buyer's name"),
		action("update.reminded", SightTeam, "people", "buyers were reminded of an update that they have not acknowledged"),
		action("update.liked", SightOwn, "", "somebody liked an update"),
		action("update.unliked", SightOwn, "", "somebody took back that they liked an update"),

		action("updates.drafted", SightLog, "homes post", "an update was drafted for many homes"),
		action("updates.scheduled", SightLog, "homes post", "an update to many homes was written, to be published at a time"),
		action("updates.published", SightLog, "homes post", "an update was published on many homes"),
	}
}

func milestoneActions() []EventAction {
	return []EventAction{
		action("milestone.completed", SightThing, "name date note next", "a milestone of a home was completed"),
		action("milestone.reset", SightThing, "name", "a completion of a milestone was taken back"),
		action("milestone.template_set", SightLog, "steps", "the milestones of a community or of the workspace were changed"),
	}
}
