package operator

import (
	"context"
	"time"
)

// PersonKind says what somebody is to the builder by default. What they may see
// follows from sales, assignments and participation, not from the kind alone.
type PersonKind string

// The kinds of person.
const (
	Team    PersonKind = "team"    // works for the builder
	Buyer   PersonKind = "buyer"   // buys, or has bought, a home
	Contact PersonKind = "contact" // lender, agent, attorney: sees only conversations they are put in
)

// Role is what a team member may do in the workspace as a whole.
type Role string

// The roles of team members.
const (
	Admin   Role = "admin"   // everything; reading a conversation one is not in is recorded
	Member  Role = "member"  // the homes they are assigned to, the conversations they are in
	Auditor Role = "auditor" // reads everything, recorded; changes nothing
)

// PersonStatus says whether a person can act.
type PersonStatus string

// The states of a person.
const (
	Active      PersonStatus = "active"
	Deactivated PersonStatus = "deactivated" // a leaver: the name stays in the history
	Erased      PersonStatus = "erased"      // nothing is known of them any more; in no list
)

// InvitationState says how far an invitation has come.
type InvitationState string

// The states of an invitation. Adding a person never invites them.
const (
	NotInvitable InvitationState = "not-invitable" // there is no e-mail address
	NotInvited   InvitationState = "not-invited"
	Invited      InvitationState = "invited"
	Accepted     InvitationState = "accepted"
	NotTold      InvitationState = "not-told" // to who may not see the person's e-mail address
)

// Phone is a telephone number as it was given, and in E.164 where it could be
// understood.
type Phone struct {
	Raw   string  `json:"raw"`
	E164  *string `json:"e164"`
	Label *string `json:"label"`
}

// Invitation says whether a person was invited, and when.
type Invitation struct {
	State  InvitationState `json:"state"`
	SentAt *time.Time      `json:"sent_at"`
}

// Person is one entry of the directory: a team member, a buyer or a contact.
// E-mail, phones and external ids of others are absent for who may not see them.
type Person struct {
	Ref         PersonID          `json:"ref"`
	Kind        PersonKind        `json:"kind"`
	Name        string            `json:"name"`
	Email       *string           `json:"email"`
	Phones      []Phone           `json:"phones"`
	Title       *string           `json:"title"`
	Role        *Role             `json:"role"`
	Status      PersonStatus      `json:"status"`
	ExternalIDs map[string]string `json:"external_ids"`
	Invitation  Invitation        `json:"invitation"`
	CreatedAt   time.Time         `json:"created_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
	// Aliases are references that lead to this person since others were merged
	// into them. Like external ids, they are for the team.
	Aliases []PersonID `json:"aliases"`
	// HandOver lists what a person who was just deactivated leaves behind.
	HandOver *HandOver `json:"hand_over"`
	// Merge tells of the merge that was just made.
	Merge *PersonMerge `json:"merge"`
}

// PersonMerge is what became of a person who was merged into another, and what the
// other comes to see by it: in a dry run, what they would.
type PersonMerge struct {
	From          PersonSummary    `json:"from"`          // who was merged, as they were
	Taken         []string         `json:"taken"`         // fields that had no value: "email"
	Properties    []string         `json:"properties"`    // codes of homes that they did not see before
	Communities   []string         `json:"communities"`   // codes of communities they come to work on
	Conversations []ConversationID `json:"conversations"` // those they were not in, or did not see from so early on
	Updates       []UpdatesGained  `json:"updates"`       // published ones that they did not see, on homes of their own
	History       []string         `json:"history"`       // codes of homes they bought, whose history they come to see from earlier on
}

// UpdatesGained is how many updates of a home somebody comes to see.
type UpdatesGained struct {
	Property string `json:"property"`
	Count    int    `json:"count"`
}

// HandOver is what somebody has to take over from a leaver.
type HandOver struct {
	Properties    []string         `json:"properties"`    // codes of the homes they were assigned to
	Communities   []string         `json:"communities"`   // codes of the communities they were assigned to
	Conversations []ConversationID `json:"conversations"` // open ones they are in or that are assigned to them
}

// PersonSummary is a person as part of another thing.
type PersonSummary struct {
	Ref   PersonID   `json:"ref"`
	Name  string     `json:"name"`
	Email *string    `json:"email"`
	Kind  PersonKind `json:"kind"`
}

// AddPersonRequest adds somebody to the directory, and never invites them. With
// an ExternalID that somebody of the kind has already, it changes that person. Who is
// there already, by the name and the e-mail address or where none is given a phone, is a
// conflict, unless Namesake says that it is somebody else.
type AddPersonRequest struct {
	Kind       PersonKind `json:"kind"`
	Name       string     `json:"name"`
	Email      string     `json:"email,omitempty"`
	Phones     []string   `json:"phones,omitempty"` // "NUMBER" or "LABEL=NUMBER"
	Title      string     `json:"title,omitempty"`
	Role       Role       `json:"role,omitempty"`        // team only; Member if empty
	ExternalID string     `json:"external_id,omitempty"` // "KEY" or "SYSTEM=KEY"
	Namesake   bool       `json:"namesake,omitempty"`    // somebody else of the same name and address
}

// ListPeopleRequest lists the directory in the order of names.
type ListPeopleRequest struct {
	Kind   PersonKind   `json:"kind,omitempty"`
	Status PersonStatus `json:"status,omitempty"` // both if empty
	Role   Role         `json:"role,omitempty"`
	Match  string       `json:"match,omitempty"` // words that begin a word of the name or the e-mail address
	// Namesakes keeps those whose name another of their kind has, who may be the same person.
	Namesakes bool `json:"namesakes,omitempty"`
	Paging
}

// ShowPersonRequest shows one person. A Kind, if given, is the one expected.
type ShowPersonRequest struct {
	Person Ref        `json:"person"`
	Kind   PersonKind `json:"kind,omitempty"`
}

// EditPersonRequest changes what is not nil.
type EditPersonRequest struct {
	Person     Ref        `json:"person"`
	Kind       PersonKind `json:"kind,omitempty"`
	Name       *string    `json:"name,omitempty"`
	Email      *string    `json:"email,omitempty"`  // "" takes it away
	Phones     *[]string  `json:"phones,omitempty"` // replaces all
	Title      *string    `json:"title,omitempty"`
	Role       *Role      `json:"role,omitempty"`
	ExternalID *string    `json:"external_id,omitempty"`
}

// PersonRequest names a person for an act that needs nothing else.
type PersonRequest struct {
	Person Ref        `json:"person"`
	Kind   PersonKind `json:"kind,omitempty"`
}

// MergePeopleRequest makes one person of two: everything of From becomes Into's,
// and From's reference leads to Into from then on. Confirmed says that whoever
// asks knows what Into comes to see.
type MergePeopleRequest struct {
	Into      Ref  `json:"into"`
	From      Ref  `json:"from"`
	Confirmed bool `json:"confirmed,omitempty"`
}

// People is the directory. Lists and lookups hold only whom the actor may see.
type People interface {
	// AddPerson fails with Conflict for a team member's e-mail that another
	// team member has, and with Invalid for a wrong name, address or role.
	AddPerson(context.Context, AddPersonRequest) (Person, error)
	ListPeople(context.Context, ListPeopleRequest) (Page[Person], error)
	// ShowPerson fails with Invalid for an e-mail address that two people share.
	ShowPerson(context.Context, ShowPersonRequest) (Person, error)
	EditPerson(context.Context, EditPersonRequest) (Person, error)
	// DeletePerson fails with Conflict for somebody with any history.
	DeletePerson(context.Context, PersonRequest) (Person, error)
	// DeactivatePerson ends what a leaver may do, at once, and lists what they
	// leave behind.
	DeactivatePerson(context.Context, PersonRequest) (Person, error)
	ActivatePerson(context.Context, PersonRequest) (Person, error)
	// MergePeople fails with Conflict for two people of different kinds, for the
	// actor and the workspace's first administrator as From, and for an active From
	// and a deactivated Into. What Into has no value for is taken from From: e-mail,
	// phones, title, external ids. Who was merged already stays so.
	MergePeople(context.Context, MergePeopleRequest) (Person, error)
	// UndoMerge takes back the last merge into a person, and answers with who
	// comes back. It fails with Conflict where either has changed since: was edited,
	// wrote, or was named in a change of anything else. What others wrote meanwhile
	// in their conversations stays, and is unread to both.
	UndoMerge(context.Context, PersonRequest) (Person, error)
}
