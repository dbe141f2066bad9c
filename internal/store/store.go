// Package store says what the app needs of a database, in words of the domain,
// so that one backend can answer with keys and cursors and another with SQL.
// It knows no rule: who may see or do what is the app's business.
package store

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ErrCommit is matched by an error of Update whose function had succeeded: the
// change may or may not be kept. Whoever must know opens the store again and
// looks.
var ErrCommit = errors.New("the commit failed")

// Store is a database of everything the program keeps, but for files.
type Store interface {
	// View calls fn with a consistent snapshot. What is read there, and in Update, fails
	// soon after ctx has ended, also in the middle of a walk.
	View(ctx context.Context, fn func(Reader) error) error
	// Update calls fn with a transaction and commits it if fn returns nil. It
	// may call fn more than once; only the last call takes effect, so fn
	// changes nothing but the transaction and its own results. Updates happen
	// one after the other.
	Update(ctx context.Context, fn func(Tx) error) error
	// Bulk is Update for what is too much for one transaction. work gets a function
	// that runs transactions, one after the other; each sees what those before it did,
	// and may be called more than once, as that of Update. Others see nothing of any
	// until work is done, and then all at once; nothing is kept where it fails or the
	// process dies. Writers wait meanwhile, readers do not. A backend may copy all there
	// is for it: what surely fits into one transaction is better done in Update. A step
	// is held in memory: one or two thousand rows of a kind are right.
	Bulk(ctx context.Context, work func(step func(func(Tx) error) error) error) error
	// Snapshot writes the store as it is now to w, in a form that the backend alone
	// reads, and calls first, before anything is written, with the snapshot and how
	// many bytes it takes. However slow w is, that keeps nobody from writing.
	Snapshot(ctx context.Context, w io.Writer, first func(r Reader, size int64) error) error
	// Check looks for damage, and hands each finding to report. It returns how
	// much it looked at.
	Check(ctx context.Context, report func(finding string)) (Checked, error)
	// Reindex makes anew whatever follows from the rows, and keeps others out. A
	// dry run only counts what there is.
	Reindex(ctx context.Context, dry bool) (Reindexed, error)
	Close() error
}

// Checked counts what a check has looked at.
type Checked struct{ Rows, Entries int }

// Place is where a list ordered by time goes on: past the thing with that time
// and number.
type Place struct {
	At time.Time
	ID uint64
}

// Reader reads. What it returns stays valid after the transaction; an iterator
// ends with it. A thing that is not there is reported by ok, or by an empty
// answer, never by an error. Codes, names and e-mail addresses are looked for
// without regard to case and to white space around them, ids of other systems as
// they are.
type Reader interface {
	Workspace() (Workspace, error)

	Person(operator.PersonID) (Person, bool, error)
	PeopleByEmail(email string) ([]Person, error)
	PeopleByExternalID(id string) ([]Person, error)
	// People yields the directory by folded name and number, past after.
	People(kind operator.PersonKind, after NamePlace) iter.Seq2[Person, error]
	// PeopleNamed is who of a kind has a name, folded, the first made first.
	PeopleNamed(kind operator.PersonKind, name string) ([]Person, error)
	// PeopleByWord yields people with a word of name or e-mail that begins so.
	PeopleByWord(prefix string) iter.Seq2[Person, error]

	Community(operator.CommunityID) (Community, bool, error)
	CommunityByCode(code string) (Community, bool, error)
	CommunitiesByExternalID(id string) ([]Community, error)
	// Communities yields communities by code, past the code after.
	Communities(after string) iter.Seq2[Community, error]
	Building(operator.BuildingID) (Building, bool, error)
	BuildingsByExternalID(id string) ([]Building, error)
	// Buildings yields a community's buildings by number, or with the zero
	// community all by reference, past after.
	Buildings(in operator.CommunityID, after BuildingPlace) iter.Seq2[Building, error]

	Property(operator.PropertyID) (Property, bool, error)
	// PropertyByCode finds a home by its code or one it had before.
	PropertyByCode(code string) (Property, bool, error)
	PropertiesByExternalID(id string) ([]Property, error)
	// Properties yields homes by code, of one community or building if given,
	// past the code after.
	Properties(in operator.CommunityID, of operator.BuildingID, after string) iter.Seq2[Property, error]
	CountProperties(in operator.CommunityID) (int, error)

	// PropertyTeam and CommunityTeam are who is assigned, by person.
	PropertyTeam(operator.PropertyID) ([]Assignment, error)
	CommunityTeam(operator.CommunityID) ([]Assignment, error)
	// AssignmentsOf is what a person is assigned to.
	AssignmentsOf(operator.PersonID) ([]Assignment, error)
	Assigned(who operator.PersonID, to operator.PropertyID, in operator.CommunityID) (bool, error)

	Sale(operator.TransactionID) (Sale, bool, error)
	SalesByExternalID(id string) ([]Sale, error)
	// Sales is the sales of a home, the oldest first.
	Sales(operator.PropertyID) ([]Sale, error)
	// SalesOf is the sales in which the person is a buyer, the oldest first.
	SalesOf(operator.PersonID) ([]Sale, error)
	// AllSales yields every sale by number, past after.
	AllSales(after operator.TransactionID) iter.Seq2[Sale, error]

	Conversation(operator.ConversationID) (Conversation, bool, error)
	// Conversations yields a home's conversations, or with the zero property
	// all, the latest first, past after.
	Conversations(of operator.PropertyID, after *Place) iter.Seq2[Conversation, error]
	// ConversationsOf yields the open conversations with the group key.
	ConversationsOf(GroupKey) ([]Conversation, error)

	Message(operator.MessageID) (Message, bool, error)
	MessageAt(operator.ConversationID, uint64) (Message, bool, error)
	// Messages yields a conversation's messages from a sequence number on.
	Messages(of operator.ConversationID, from uint64) iter.Seq2[Message, error]
	// MessagesBack yields them from the latest to the first.
	MessagesBack(operator.ConversationID) iter.Seq2[Message, error]
	Versions(operator.MessageID) ([]Version, error)
	// Version is what a message said before its change number n, of which 1 is the first.
	Version(of operator.MessageID, n int) (Version, bool, error)
	FileUsed(sum []byte) (bool, error)
	// Files yields the digest of every file that a message, an update or something
	// planned names, once each.
	Files() iter.Seq2[[]byte, error]

	Entry(operator.PersonID, operator.ConversationID) (Entry, bool, error)
	// Entries yields a person's entries in a view, the latest first, past after.
	Entries(of operator.PersonID, view View, after *Place) iter.Seq2[Entry, error]
	Totals(operator.PersonID) (Totals, error)

	Key(operator.PersonID, string) (Key, bool, error)

	Event(seq uint64) (Event, bool, error)
	// Events yields events past a number, of one home or with the zero property
	// of all.
	Events(of operator.PropertyID, after uint64) iter.Seq2[Event, error]
	LastEvent() (uint64, error)
	Details(seq uint64) (Details, bool, error)
	Chain(operator.PropertyID) (Chain, bool, error)
	Chains() iter.Seq2[Chain, error]

	DumpReader
	ThreadReader
	ArchiveReader
	SearchReader
	RearrangeReader

	UpdateReader
	PersonMergeReader
	ImportReader
	AccessReader
	WebhookReader
}

// Tx reads and writes. A Put writes the row with everything that hangs on it:
// its indexes, and for an Entry the person's totals. A row without a number
// gets the next one.
type Tx interface {
	Reader

	PutWorkspace(Workspace) error
	PutPerson(*Person) error
	DeletePerson(operator.PersonID) error
	PutCommunity(*Community) error
	DeleteCommunity(operator.CommunityID) error
	PutBuilding(*Building) error
	DeleteBuilding(operator.BuildingID) error
	// PutProperty fails with Conflict for a code that another home has or had.
	PutProperty(*Property) error
	DeleteProperty(operator.PropertyID) error
	PutAssignment(Assignment) error
	DeleteAssignment(Assignment) error
	PutSale(*Sale) error
	PutConversation(*Conversation) error
	PutMessage(*Message) error
	PutVersion(Version) error
	PutEntry(Entry) error
	DeleteEntry(operator.PersonID, operator.ConversationID) error
	PutKey(Key) error
	// ForgetKeys removes at most limit keys made before the time.
	ForgetKeys(before time.Time, limit int) error
	PutEvent(Event) error
	PutDetails(Details) error
	PutChain(Chain) error

	RearrangeTx

	UpdateTx
	PersonMergeTx
	ImportTx
	AccessTx
	WebhookTx
}
