package policy

// Action is one thing that somebody may want to do.
type Action string

// The actions, as operations ask for them.
const (
	SeeHome           Action = "property.read"
	SeePrivate        Action = "property.read_private"
	ReadConversation  Action = "conversation.read"
	StartShared       Action = "conversation.start_shared"
	StartInternal     Action = "conversation.start_internal"
	WriteMessage      Action = "message.write"
	EditMessage       Action = "message.edit"
	DeleteMessage     Action = "message.delete"
	ManageGroup       Action = "conversation.manage"
	EditDirectory     Action = "directory.edit"
	EditSale          Action = "transaction.edit"
	AddBuyer          Action = "buyer.add"
	EditBuyer         Action = "buyer.edit"
	ListEverything    Action = "workspace.read_all"
	RunWorkspace      Action = "workspace.edit"
	Diagnose          Action = "workspace.diagnose"
	ExplainToAnybody  Action = "explain.others"
	SeeWholeDirectory Action = "directory.read_all"
	ReadHistory       Action = "property.history"
	ReadEvents        Action = "events.read"
	VerifyAudit       Action = "audit.verify"
	MakeBackup        Action = "backup.make"
	Export            Action = "export.make"
	DumpRows          Action = "workspace.dump"
	ReadUpdates       Action = "update.read"
	PostUpdates       Action = "update.post"
	ReactToUpdate     Action = "update.react"
	ReadTemplates     Action = "template.read"
	WriteTemplates    Action = "template.write"
	ImportFiles       Action = "import"
	ManageTokens      Action = "token.manage"
	InvitePeople      Action = "person.invite"
	ActForOthers      Action = "token.impersonate"
	ManageWebhooks    Action = "webhook.manage"
	SetHold           Action = "hold.set"
	ReleaseHold       Action = "hold.release"
	ErasePeople       Action = "person.erase"
)

// cell is what one principal may do of one action.
type cell string

const (
	yes                    cell = "Y"  // allowed
	participant            cell = "p"  // if in that conversation, else it does not exist
	onHome                 cell = "ph" // if in a conversation of that home, else it does not exist
	participantElseRefused cell = "pf" // if in that conversation, else refused
	audited                cell = "a"  // allowed; an event where one is not in it
	own                    cell = "o"  // one's own, else refused
	ownHome                cell = "h"  // of one's own homes, else refused
	hidden                 cell = "."  // as if it did not exist
	refused                cell = "f"  // visible, but refused
)

// columns is the order of the cells in a row of the table.
var columns = []Principal{ContactIn, CurrentBuyer, OtherBuyer, TeamAssigned, TeamOther, Admin, Auditor}

// table is who may do what. Anonymous and Gone are refused everything.
//
// Acts on a home, a conversation or a message are asked about only where the
// thing itself can be seen; so a cell that refuses never tells of anything that
// is hidden.
var table = map[Action][]cell{
	//                   CT       BU                      BO           TA                      TN                      AD                      AU
	SeeHome:           {onHome, yes, hidden, yes, hidden, yes, yes},
	SeePrivate:        {hidden, hidden, hidden, yes, hidden, yes, yes},
	ReadConversation:  {participant, participant, participant, participant, participant, audited, audited},
	StartShared:       {refused, yes, hidden, yes, hidden, yes, refused},
	StartInternal:     {refused, refused, hidden, yes, hidden, yes, refused},
	WriteMessage:      {participant, participant, participant, participant, participant, participantElseRefused, refused},
	EditMessage:       {own, own, own, own, own, own, refused},
	DeleteMessage:     {own, own, own, own, own, yes, refused},
	ManageGroup:       {refused, refused, refused, participant, participant, yes, refused},
	EditDirectory:     {refused, refused, refused, refused, refused, yes, refused},
	EditSale:          {refused, refused, hidden, yes, hidden, yes, refused},
	AddBuyer:          {refused, refused, refused, ownHome, refused, yes, refused},
	EditBuyer:         {own, own, own, ownHome, refused, yes, refused},
	ListEverything:    {refused, refused, refused, refused, refused, audited, audited},
	RunWorkspace:      {refused, refused, refused, refused, refused, yes, refused},
	Diagnose:          {refused, refused, refused, refused, refused, yes, yes},
	ExplainToAnybody:  {own, own, own, own, own, yes, yes},
	SeeWholeDirectory: {hidden, hidden, hidden, hidden, hidden, yes, yes},
	ReadHistory:       {hidden, yes, hidden, yes, hidden, audited, audited},
	ReadEvents:        {refused, own, own, own, own, audited, audited},
	VerifyAudit:       {refused, refused, refused, refused, refused, yes, yes},
	MakeBackup:        {refused, refused, refused, refused, refused, yes, refused},
	Export:            {refused, own, own, own, own, audited, audited},
	DumpRows:          {refused, refused, refused, refused, refused, audited, refused},
	ReadUpdates:       {hidden, yes, hidden, yes, hidden, yes, yes},
	PostUpdates:       {refused, refused, hidden, yes, hidden, yes, refused},
	ReactToUpdate:     {hidden, yes, hidden, yes, hidden, yes, refused},
	ReadTemplates:     {hidden, hidden, hidden, yes, yes, yes, yes},
	WriteTemplates:    {refused, refused, refused, yes, refused, yes, refused},
	ImportFiles:       {refused, refused, refused, refused, refused, yes, refused},
	ManageTokens:      {own, own, own, own, own, yes, own},
	InvitePeople:      {refused, refused, refused, refused, refused, yes, refused},
	ActForOthers:      {refused, refused, refused, refused, refused, yes, refused},
	ManageWebhooks:    {refused, refused, refused, refused, refused, yes, refused},
	SetHold:           {refused, refused, hidden, refused, hidden, yes, yes},
	ReleaseHold:       {refused, refused, hidden, refused, hidden, yes, refused},
	ErasePeople:       {refused, refused, refused, refused, refused, yes, refused},
}

func cellFor(action Action, p Principal) cell {
	for i, column := range columns {
		if column == p {
			return table[action][i]
		}
	}
	return refused
}

// rules says each cell in a sentence, for explain.
var rules = map[cell]string{
	yes:                    "allowed",
	participant:            "only for who is in that conversation; for others it does not exist",
	onHome:                 "only for who is in a conversation of that home; for others it does not exist",
	participantElseRefused: "only for who is in that conversation; join it first",
	audited:                "allowed; reading what one is not part of is recorded",
	own:                    "only one's own",
	ownHome:                "only for the homes one is assigned to",
	hidden:                 "does not exist for this person",
	refused:                "not allowed",
}

// refusals says of each action, in the user's words, that it is not allowed.
var refusals = map[Action]string{
	SeeHome:           "you may not see this home",
	SeePrivate:        "you may not see this",
	ReadConversation:  "you may not read this conversation",
	StartShared:       "you may not start a conversation on this home",
	StartInternal:     "you may not start an internal conversation on this home",
	WriteMessage:      "you are not in this conversation; join it first",
	EditMessage:       "only its author may edit a message",
	DeleteMessage:     "only its author or an administrator may delete a message",
	ManageGroup:       "you may not change this conversation",
	EditDirectory:     "only an administrator may change people and properties",
	EditSale:          "you may not change the sales of this home",
	AddBuyer:          "only administrators and team members with a home may add buyers",
	EditBuyer:         "you may not change this person",
	ListEverything:    "only administrators and auditors may ask for everything",
	RunWorkspace:      "only an administrator may do this",
	Diagnose:          "only administrators and auditors may ask how the workspace is",
	ExplainToAnybody:  "only administrators and auditors may ask about others",
	SeeWholeDirectory: "you may not see the whole directory",
	ReadHistory:       "you may not read the history of this home",
	ReadEvents:        "you may not read the log of events",
	VerifyAudit:       "only administrators and auditors may verify the log",
	MakeBackup:        "only an administrator may make a backup",
	Export:            "only administrators and auditors may export everything; others export what they see, but for contacts",
	DumpRows:          "only an administrator may look at rows as they are kept",
	ReadUpdates:       "you may not read the updates of this home",
	PostUpdates:       "you may not post updates on this home",
	ReactToUpdate:     "you may not like or acknowledge updates",
	ReadTemplates:     "you may not read templates",
	WriteTemplates:    "only administrators and team members with a home may change templates",
	ImportFiles:       "only an administrator may import",
	ManageTokens:      "only an administrator may let others sign in",
	InvitePeople:      "only an administrator may invite people",
	ActForOthers:      "only an administrator may act for others",
	ManageWebhooks:    "only an administrator may have other systems told",
	SetHold:           "only administrators and auditors may put a home on hold",
	ReleaseHold:       "only an administrator may release a home that is on hold",
	ErasePeople:       "only an administrator may erase people",
}

// Actions lists every action, for tests and for explain.
func Actions() []Action {
	return []Action{
		SeeHome, SeePrivate, ReadConversation, StartShared, StartInternal, WriteMessage,
		EditMessage, DeleteMessage, ManageGroup, EditDirectory, EditSale, AddBuyer, EditBuyer,
		ListEverything, RunWorkspace, MakeBackup, Diagnose, ExplainToAnybody, SeeWholeDirectory,
		ReadHistory, ReadEvents, VerifyAudit, Export, DumpRows,
		ReadUpdates, PostUpdates, ReactToUpdate, ReadTemplates, WriteTemplates, ImportFiles,
		ManageTokens, InvitePeople, ActForOthers, ManageWebhooks,
		SetHold, ReleaseHold, ErasePeople,
	}
}

// Row is a row of the table, as documentation shows it.
type Row struct {
	Action Action
	Cells  []string // in the order of Columns
}

// Columns is the principals that a row has cells for.
func Columns() []Principal { return columns }

// Rows is the table.
func Rows() []Row {
	var rows []Row
	for _, a := range Actions() {
		r := Row{Action: a}
		for _, c := range table[a] {
			r.Cells = append(r.Cells, string(c))
		}
		rows = append(rows, r)
	}
	return rows
}
