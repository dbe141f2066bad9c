package app

import "maps"

// sentences has the words for every action, and for its variants; narrator.write
// says how they are filled in.
func sentences() map[string]string {
	all := map[string]string{}
	for _, some := range []map[string]string{wordsOfDirectory(), wordsOfHomes(), wordsOfTalks(), wordsOfUpdates(), wordsOfMilestones(), wordsOfSchedule()} {
		maps.Copy(all, some)
	}
	return all
}

func wordsOfDirectory() map[string]string {
	return map[string]string{
		"workspace.created":          "{actor} set the workspace up[ for {name}]",
		"workspace.edited":           "{actor} changed the workspace[: {changes}]",
		"workspace.dumped":           "{actor} looked at rows of {kind}[ ({row})] as they are kept",
		"backup.made":                "{actor} made a backup of everything",
		"audit.rekeyed":              "{actor} began a new key of the log",
		"export.made":                "{actor} exported {kind} as {format}",
		"workspace.swept":            "{actor} removed {files} files that nothing names",
		"person.added":               "{actor} added {who}[ ({kind})] to the directory",
		"person.edited":              "{actor} changed the entry of {who}[: {changes}]",
		"person.deactivated":         "{actor} deactivated {who}",
		"person.activated":           "{actor} activated {who} again",
		"person.merged":              "{actor} merged {name} into {who}",
		"person.unmerged":            "{actor} took back that {name} was merged into {who}",
		"person.merged and erased":   "{actor} merged {from} into {who}",
		"person.unmerged and erased": "{actor} took back that {from} was merged into {who}",
		"person.deleted":             "{actor} deleted {name} from the directory",
		"person.erased":              "{actor} erased who {object} was[: {reason}]",
		"person.invited":             "{actor} invited {who} to sign in",
		"person.signed_in":           "{actor} signed in by a {by}",
		"token.added":                "{actor} made the token {object}[ for {person}][ ({note})]",
		"token.deleted":              "{actor} made the token {object} worthless[ ({note})]",
		"token.code_added":           "{actor} made a code for {person} to sign in by",
		"community.added":            "{actor} added the community {place}[ ({name})]",
		"community.edited":           "{actor} changed the community {place}[: {changes}]",
		"community.deleted":          "{actor} deleted the community {place}",
		"community.assigned":         "{actor} put {person} on the community {place}",
		"community.unassigned":       "{actor} took {person} off the community {place}",
		"building.added":             "{actor} added the building {place}",
		"building.edited":            "{actor} changed the building {place}[: {changes}]",
		"building.deleted":           "{actor} deleted the building {place}",
		"import.applied":             "{actor} imported {kind}[ from {file}]: {created} created, {updated} updated, {unchanged} unchanged, {rejected} rejected",
		"import.undone":              "{actor} took back an import of {kind}[, but for {kept} changes]",
		"events.listed":              "{actor} read the log",
	}
}

func wordsOfHomes() map[string]string {
	return map[string]string{
		"property.added":                      "{actor} added {home}[, lot {lot}][, plan {plan}]",
		"property.edited":                     "{actor} changed {home}[: {changes}]",
		"property.deleted":                    "{actor} deleted {home}",
		"property.assigned":                   "{actor} put {person} on {home}",
		"property.unassigned":                 "{actor} took {person} off {home}",
		"property.primary_changed":            "{actor} made {after} the primary contact of {home}[ in place of {before}]",
		"property.primary_changed to nobody":  "{actor} left {home} without a primary contact[ in place of {before}]",
		"property.person_merged":              "{actor} merged {name} into {into}",
		"property.person_unmerged":            "{actor} took back that {name} was merged into {into}",
		"property.person_merged and erased":   "{actor} merged {from} into {into}",
		"property.person_unmerged and erased": "{actor} took back that {from} was merged into {into}",
		"property.hold_set":                   "{actor} put {home} on hold[: {reason}]",
		"property.hold_released":              "{actor} released {home} from its hold[: {reason}]",
		"property.history_read":               "{actor} read the history of {home}",
		"transcript.made":                     "{actor} made a transcript of {home}",
		"transaction.opened":                  "{actor} opened the sale {object} to {buyers}[ for {price} {currency}][, with the contract of {contract_date}][, closing expected {expected_closing}]",
		"transaction.edited":                  "{actor} changed the sale {object}[, adding {added}][, taking off {removed}][: {changes}]",
		"transaction.closed":                  "{actor} closed the sale {object} to {buyers}[, on {closing_date}]",
		"transaction.withdrawn":               "{actor} withdrew the sale {object} to {buyers}[, on {withdrawal_date}]",
		"transaction.deleted":                 "{actor} took back the sale {object} to {buyers} with its import",
		"transaction.reopened":                "{actor} reopened the sale {object} to {buyers}",
	}
}

func wordsOfTalks() map[string]string {
	return map[string]string{
		"conversation.started":            "{actor} started {talk}[ with {people}]",
		"conversation.started internally": "{actor} started the internal {talk}[ with {people}]",
		"conversation.renamed":            "{actor} changed the subject of {object}[ from “{before}”][ to “{after}”]",
		"conversation.joined":             "{actor} let {person} into {talk}",
		"conversation.joined by oneself":  "{actor} joined {talk}",
		"conversation.left":               "{actor} took {person} out of {talk}",
		"conversation.left by oneself":    "{actor} left {talk}",
		"conversation.closed":             "{actor} closed {talk}[, with the sale {because}]",
		"conversation.reopened":           "{actor} reopened {talk}[, with the sale {because}]",
		"conversation.labelled":           "{actor} changed the labels of {talk}[ from {before}][ to {after}]",
		"conversation.assigned":           "{actor} assigned {talk} to {after}[ in place of {before}]",
		"conversation.assigned to nobody": "{actor} assigned {talk} to nobody[ in place of {before}]",
		"conversation.merged":             "{actor} merged {from} into {talk}",
		"conversation.merged_into":        "{actor} merged {object} into {into}",
		"conversation.merge_undone":       "{actor} took back the merge of {object}[ with {from}][ into {into}]",
		"conversation.split_off":          "{actor} split {into} off {object}, from {message} on",
		"conversation.split_from":         "{actor} split {object} off {from}, from {message} on",
		"conversation.split_undone":       "{actor} took back the split of {object}[ from {from}][ into {into}]",
		"conversation.moved_away":         "{actor} moved {object} away[, from {from} to {to}]",
		"conversation.moved":              "{actor} moved {object} here[, from {from} to {to}]",
		"conversation.move_undone":        "{actor} moved {object} back[, from {from} to {to}]",
		"conversation.read":               "{actor}, who is not in {talk}, read it",
		"conversation.listed_all":         "{actor} listed every conversation",
		"conversation.searched_all":       "{actor} searched every conversation",
		"message.sent":                    "{actor} sent a message[ to {others}] in {talk}",
		"message.sent internally":         "{actor} sent an internal message[ to {others}] in {talk}",
		"message.edited":                  "{actor} edited the message {object} in {talk}",
		"message.deleted":                 "{actor} deleted the message {object} in {talk}[, because: {reason}]",
	}
}

func wordsOfSchedule() map[string]string {
	return map[string]string{
		"template.added":     "{actor} added the template {object}",
		"template.edited":    "{actor} changed the template {object}",
		"template.deleted":   "{actor} deleted the template {object}",
		"webhook.added":      "{actor} has {host} told of events ({object})",
		"webhook.replayed":   "{actor} has the webhook {object} told of what came after event {seq}",
		"webhook.rotated":    "{actor} gave the webhook {object} another secret",
		"webhook.disabled":   "{actor} has the webhook {object} told of nothing more: {because}",
		"webhook.deleted":    "{actor} deleted the webhook {object}",
		"schedule.planned":   "{actor} planned the {kind} {object}[ for {at}]",
		"schedule.edited":    "{actor} changed the planned {object}[: {changes}]",
		"schedule.cancelled": "{actor} called off the planned {kind} {object}",
		"schedule.done":      "{actor} had planned the {kind} {object}, which went out[ as {result}]",
		"schedule.failed":    "{actor} had planned the {kind} {object}, which could not go out[: {problem}]",
		"schedule.read":      "{actor} read the planned {object}",
	}
}

func wordsOfUpdates() map[string]string {
	return map[string]string{
		"update.drafted":                "{actor} drafted the update {object}",
		"update.scheduled":              "{actor} wrote the update {object}, to be published at its time",
		"update.published":              "{actor} published the update {object}",
		"update.edited":                 "{actor} edited the update {object}",
		"update.changed":                "{actor} changed the update {object}[: {changes}]",
		"update.deleted":                "{actor} deleted the update {object}[, because: {reason}]",
		"update.seen":                   "{actor} saw the update {object}",
		"update.acknowledged":           "{actor} acknowledged the update {object}",
		"update.acknowledged_on_behalf": "{actor} acknowledged the update {object} in a buyer's name",
		"update.reminded":               "{actor} reminded {people} of the update {object}",
		"update.liked":                  "{actor} liked the update {object}",
		"update.unliked":                "{actor} took back the like of the update {object}",
		"updates.drafted":               "{actor} drafted an update for {homes} homes",
		"updates.scheduled":             "{actor} wrote an update for {homes} homes, to be published at its time",
		"updates.published":             "{actor} published an update on {homes} homes",
	}
}

func wordsOfMilestones() map[string]string {
	return map[string]string{
		"milestone.completed":    "{actor} completed {name}, on {date}[; {next} is next][: {note}]",
		"milestone.reset":        "{actor} took back that {name} is complete",
		"milestone.template_set": "{actor} changed the milestones[ of {place}][: {steps}]",
	}
}
