// Package importer reads files of other systems: CSV, XLSX and JSONL in the many
// shapes that offices export. It finds out how a file is written, which column is
// which field, and what each row says; it knows nothing of what the store has.
package importer

import (
	"strings"
	"unicode/utf8"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Values are what a row says of one thing, by field, cleaned: no value is empty. A
// field that the row says nothing of is not there. Dates are 2026-05-01, moments
// RFC 3339 in UTC, amounts like 489900.00, flags yes.
type Values map[Field]string

// Field is what a column can fill. In a row with several people, those of the second
// begin with "co_".
type Field string

// Record is one row, read: what it says of each thing. Things that it says nothing of
// are nil. The people of a row are in the order of its columns; the first is the
// primary buyer.
type Record struct {
	Row  int // from 1, without the header
	Line int // where it begins in the file, from 1; in XLSX the number of the row

	// Own is the reference of what the row stands for, where an export of ours wrote it.
	// What else the row says is taken as it is then.
	Own string

	// Deleted is when what the row stands for was deleted, as an export of ours wrote it. The
	// row says nothing else then.
	Deleted string

	Home, Sale, Community, Building, Message, Update Values
	People                                           []Values

	// Errors reject the row, Warnings do not.
	Errors, Warnings []operator.ImportProblem

	cells   []string         // as they are in the file
	raw     string           // of JSONL: the line
	columns map[Field]column // which column a field came from
}

// column is where in a row a value was.
type column struct {
	header string
	index  int
}

// Problem is a problem of the row with a field, with the header and the value that the
// row has for it; of the row as a whole where the field is empty.
func (r Record) Problem(f Field, code, message string) operator.ImportProblem {
	p := operator.ImportProblem{Row: r.Row, Line: r.Line, Code: code, Message: message}
	if at, ok := r.from(f); ok {
		p.Column = at.header
		if at.index < len(r.cells) {
			p.Value = shortened(strings.TrimPrefix(r.cells[at.index], nested))
		}
	}
	return p
}

// from is the column that a field came from: that of the first person, where one cell
// named several, and that of a part, where the field came from parts.
func (r Record) from(f Field) (column, bool) {
	names := []Field{f}
	if prefix, bare, ok := strings.Cut(string(f), "_"); ok && strings.HasPrefix(prefix, "co") && len(prefix) < 4 {
		part := Field(prefix + "_")
		names = append(names, part+standIn(Field(bare)), Field(bare), standIn(Field(bare)))
	} else {
		names = append(names, standIn(f))
	}
	for _, name := range names {
		if at, ok := r.columns[name]; ok {
			return at, true
		}
	}
	return column{}, false
}

// standIn is the field that stands in for one, as last_name does for name.
func standIn(f Field) Field {
	switch f {
	case Name:
		return lastName
	case Phones:
		return mobile
	case Community:
		return communityName
	case ExternalID:
		return buyerID
	}
	return f
}

// shortened is a value as a report has it.
func shortened(value string) string {
	const most = 200
	if len(value) <= most {
		return value
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(value[cut]) {
		cut--
	}
	return value[:cut] + "…"
}

// The fields. Which kinds have which is in fields.go.
const (
	OperatorRef Field = "operator_ref" // what a row of our own export stands for
	Deleted     Field = "deleted_at"   // since when it is there no more

	Code       Field = "code"        // of a home or a community
	ExternalID Field = "external_id" // "crm=4711", or an id alone
	Community  Field = "community"   // its code or its name
	Phase      Field = "phase"
	Building   Field = "building" // its number
	Lot        Field = "lot"
	Block      Field = "block"
	Address1   Field = "address"
	Address2   Field = "address2"
	City       Field = "city"
	Region     Field = "region"
	Postcode   Field = "postcode"
	Country    Field = "country"
	Plan       Field = "plan"

	Name   Field = "name"
	Email  Field = "email"
	Phones Field = "phone" // one or more, each on a line, "mobile=303-555-0123" or the number alone
	Title  Field = "title"
	Role   Field = "role"
	Kind   Field = "kind" // of a person

	Status         Field = "status" // of a sale: open, closed, withdrawn, or none
	Price          Field = "price"
	ContractDate   Field = "contract_date"
	ClosingDate    Field = "closing_date"
	WithdrawalDate Field = "withdrawal_date"
	SaleID         Field = "sale_id"  // the id of the sale in the other system
	Property       Field = "property" // a home by its code; of transactions, messages and updates
	Buyers         Field = "buyers"   // references of buyers, each on a line

	Body      Field = "body"
	Subject   Field = "subject"
	From      Field = "from" // the author: a reference
	To        Field = "to"   // references, each on a line
	SentAt    Field = "sent_at"
	Thread    Field = "thread"    // what messages of one conversation have in common
	Milestone Field = "milestone" // of an update
	Internal  Field = "internal"
)
