package importer

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Fields that a column can fill and that no value has: they are parts of one that has,
// or stand in for it.
const (
	firstName Field = "first_name"
	lastName  Field = "last_name"
	household Field = "household" // the name of a family, where a row has no other
	mobile    Field = "mobile_phone"
	homePhone Field = "home_phone"
	work      Field = "work_phone"
	extension Field = "phone_ext"
	elevation Field = "elevation"
	buyerID   Field = "buyer_id" // the id of a buyer in the other system, in a row with a home

	communityName Field = "community_name" // where a file has its code as well
)

// ExpectedClosing is the day that a sale is to be closed on.
const ExpectedClosing Field = "expected_closing"

// thing is what a field says something of.
type thing int

const (
	ofHome thing = iota
	ofSale
	ofPerson
	ofCommunity
	ofBuilding
	ofMessage
	ofUpdate
	ofRow
)

// field is a field of a kind.
type field struct {
	name Field
	of   thing
}

// of gives fields of one thing.
func of(t thing, names ...Field) []field {
	list := make([]field, len(names))
	for i, name := range names {
		list[i] = field{name, t}
	}
	return list
}

// fieldsOf is the fields of a kind; nil for no kind.
func fieldsOf(kind operator.ImportKind) []field {
	list := thingsOf(kind)
	if list == nil {
		return nil
	}
	return append(list[:len(list):len(list)], of(ofRow, OperatorRef, Deleted)...)
}

// thingsOf is what the rows of a kind say of things.
func thingsOf(kind operator.ImportKind) []field {
	home := of(ofHome, Code, ExternalID, Community, communityName, Phase, Building, Lot, Block,
		Address1, Address2, City, Region, Postcode, Country, Plan, elevation)
	sale := of(ofSale, Status, Price, ContractDate, ExpectedClosing, ClosingDate, WithdrawalDate, SaleID)
	who := of(ofPerson, Name, firstName, lastName, household, Email, Phones, mobile, homePhone, work, extension)
	switch kind {
	case operator.ImportProperties:
		return home
	case operator.ImportHomes:
		return slices.Concat(home, who, of(ofPerson, buyerID), sale)
	case operator.ImportTransactions:
		return slices.Concat(of(ofSale, Property, Buyers), sale,
			of(ofHome, Community, communityName, Phase, Lot, Block), who, of(ofPerson, buyerID))
	case operator.ImportBuyers, operator.ImportContacts:
		return slices.Concat(who, of(ofPerson, Title, ExternalID))
	case operator.ImportTeam:
		return slices.Concat(who, of(ofPerson, Title, Role, ExternalID))
	case operator.ImportCommunities:
		return of(ofCommunity, Code, Name, ExternalID)
	case operator.ImportBuildings:
		return of(ofBuilding, Community, communityName, Building, Name, Property, ExternalID)
	case operator.ImportMessages:
		return of(ofMessage, Body, From, SentAt, To, Subject, Thread, Property, Internal, ExternalID)
	case operator.ImportUpdates:
		return of(ofUpdate, Property, Body, From, SentAt, Subject, Milestone, ExternalID)
	}
	return nil
}

// required is what a kind must have columns for: one at least of each list, where those
// joined by + are one only together.
func required(kind operator.ImportKind) [][]string {
	switch kind {
	case operator.ImportProperties, operator.ImportHomes:
		return [][]string{{"code", "external_id", "community+lot"}}
	case operator.ImportBuyers, operator.ImportContacts, operator.ImportTeam:
		return [][]string{{"name", "first_name", "last_name", "household"}}
	case operator.ImportCommunities:
		return [][]string{{"code", "name"}}
	case operator.ImportBuildings:
		return [][]string{{"community"}, {"building"}}
	case operator.ImportTransactions:
		return [][]string{{"property", "sale_id", "community+lot"}}
	case operator.ImportMessages:
		return [][]string{{"body"}, {"from"}, {"sent_at"}}
	case operator.ImportUpdates:
		return [][]string{{"property"}, {"body"}}
	}
	return nil
}

// dated says whether a field holds a day or a moment.
func dated(f Field) bool {
	switch f {
	case ContractDate, ExpectedClosing, ClosingDate, WithdrawalDate, SentAt:
		return true
	}
	return false
}

// several says whether more than one column may fill a field.
func several(f Field) bool {
	switch f {
	case Phones, mobile, homePhone, work:
		return true
	}
	return false
}

// personal says whether a field is one of a person, of whom a row can have several.
func personal(f Field) bool {
	switch f {
	case Name, firstName, lastName, household, Email, Phones, mobile, homePhone, work, extension, buyerID:
		return true
	}
	return false
}
