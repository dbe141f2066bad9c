package operator

import (
	"context"
	"time"
)

// Stage is how far the sale of a home is. It follows from its transactions.
type Stage string

// The stages of a property.
const (
	PreContract   Stage = "pre-contract"
	UnderContract Stage = "under-contract"
	Closed        Stage = "closed"
)

// Address is a postal address, in fields.
type Address struct {
	Line1    string `json:"line1"`
	Line2    string `json:"line2"`
	City     string `json:"city"`
	Region   string `json:"region"`
	Postcode string `json:"postcode"`
	Country  string `json:"country"`
}

// Community is a neighbourhood of homes.
type Community struct {
	Code        string            `json:"code"`
	Ref         CommunityID       `json:"ref"`
	Name        string            `json:"name"`
	Team        []PersonSummary   `json:"team"`
	Properties  int               `json:"properties"`
	ExternalIDs map[string]string `json:"external_ids"`
	CreatedAt   time.Time         `json:"created_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
}

// Building groups properties of one community.
type Building struct {
	Ref         BuildingID        `json:"ref"`
	Community   string            `json:"community"`
	Number      string            `json:"number"`
	Name        *string           `json:"name"`
	Properties  []string          `json:"properties"` // their codes
	ExternalIDs map[string]string `json:"external_ids"`
	CreatedAt   time.Time         `json:"created_at"`
	UpdatedAt   time.Time         `json:"updated_at"`
}

// Property is a home. Its stage follows from its transactions.
type Property struct {
	Code           string            `json:"code"`
	Ref            PropertyID        `json:"ref"`
	Aliases        []string          `json:"aliases"` // codes it had before; they still name it
	Community      string            `json:"community"`
	Building       BuildingID        `json:"building"`
	Lot            *string           `json:"lot"`
	Address        Address           `json:"address"`
	Plan           *string           `json:"plan"`
	Stage          Stage             `json:"stage"`
	PrimaryContact *PersonSummary    `json:"primary_contact"`
	Team           []PersonSummary   `json:"team"`
	Buyers         []PersonSummary   `json:"buyers"`
	Transaction    TransactionID     `json:"transaction"` // the current sale
	Progress       Progress          `json:"progress"`
	ExternalIDs    map[string]string `json:"external_ids"`
	Hold           *Hold             `json:"hold"` // a legal hold, for who sees what is private of the home
	CreatedAt      time.Time         `json:"created_at"`
	UpdatedAt      time.Time         `json:"updated_at"`
}

// AddCommunityRequest adds a community.
type AddCommunityRequest struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	ExternalID string `json:"external_id,omitempty"`
}

// EditCommunityRequest changes what is not nil.
type EditCommunityRequest struct {
	Community  Ref     `json:"community"`
	Code       *string `json:"code,omitempty"`
	Name       *string `json:"name,omitempty"`
	ExternalID *string `json:"external_id,omitempty"`
}

// CommunityRequest names a community.
type CommunityRequest struct {
	Community Ref `json:"community"`
}

// AddBuildingRequest adds a building to a community, with homes of it if given.
type AddBuildingRequest struct {
	Community  Ref    `json:"community"`
	Number     string `json:"number"`
	Name       string `json:"name,omitempty"`
	Properties []Ref  `json:"properties,omitempty"`
	ExternalID string `json:"external_id,omitempty"`
}

// EditBuildingRequest changes what is not nil. Properties replaces all.
type EditBuildingRequest struct {
	Building   Ref     `json:"building"`
	Community  *Ref    `json:"community,omitempty"` // moves it there while it has no homes
	Number     *string `json:"number,omitempty"`
	Name       *string `json:"name,omitempty"`
	Properties *[]Ref  `json:"properties,omitempty"`
	ExternalID *string `json:"external_id,omitempty"`
}

// BuildingRequest names a building.
type BuildingRequest struct {
	Building Ref `json:"building"`
}

// ListBuildingsRequest lists buildings by community and number.
type ListBuildingsRequest struct {
	Community Ref `json:"community,omitempty"`
	Paging
}

// ListCommunitiesRequest lists communities in the order of their codes.
type ListCommunitiesRequest struct {
	Paging
}

// AddPropertyRequest adds a home to a community. A Code that is not given is
// made from the community's and the lot, as in MR-014.
type AddPropertyRequest struct {
	Code       string  `json:"code,omitempty"`
	Community  Ref     `json:"community"`
	Building   Ref     `json:"building,omitempty"`
	Lot        string  `json:"lot,omitempty"`
	Address    Address `json:"address,omitzero"`
	Plan       string  `json:"plan,omitempty"`
	ExternalID string  `json:"external_id,omitempty"`
}

// EditPropertyRequest changes what is not nil. A new Code leaves the old one as
// an alias, which is never given again.
type EditPropertyRequest struct {
	Property   Ref     `json:"property"`
	Code       *string `json:"code,omitempty"`
	Community  *Ref    `json:"community,omitempty"` // moves it there, out of its building
	Building   *Ref    `json:"building,omitempty"`  // "" takes it out of its building
	Lot        *string `json:"lot,omitempty"`
	Line1      *string `json:"line1,omitempty"`
	Line2      *string `json:"line2,omitempty"`
	City       *string `json:"city,omitempty"`
	Region     *string `json:"region,omitempty"`
	Postcode   *string `json:"postcode,omitempty"`
	Country    *string `json:"country,omitempty"`
	Plan       *string `json:"plan,omitempty"`
	ExternalID *string `json:"external_id,omitempty"`
}

// PropertyRequest names a property.
type PropertyRequest struct {
	Property Ref `json:"property"`
}

// ListPropertiesRequest lists homes in the order of their codes.
type ListPropertiesRequest struct {
	Community Ref   `json:"community,omitempty"`
	Building  Ref   `json:"building,omitempty"`
	Stage     Stage `json:"stage,omitempty"`
	With      Ref   `json:"with,omitempty"` // homes that this person is assigned to or buys
	// Match is words that each begin a word of the code, the address, or the community's
	// code or name, in any case and order.
	Match string `json:"match,omitempty"`
	Paging
}

// AssignRequest puts team members on a property, or takes them off. Primary
// makes the one person named its primary contact.
type AssignRequest struct {
	Property Ref   `json:"property"`
	People   []Ref `json:"people"`
	Primary  bool  `json:"primary,omitempty"`
}

// AssignCommunityRequest puts team members on all homes of a community, those
// added later included, or takes them off. Primary makes the one person named the
// primary contact of the homes that are there now.
type AssignCommunityRequest struct {
	Community Ref   `json:"community"`
	People    []Ref `json:"people"`
	Primary   bool  `json:"primary,omitempty"`
}

// Properties is the homes, and where they stand.
type Properties interface {
	AddCommunity(context.Context, AddCommunityRequest) (Community, error)
	ListCommunities(context.Context, ListCommunitiesRequest) (Page[Community], error)
	ShowCommunity(context.Context, CommunityRequest) (Community, error)
	EditCommunity(context.Context, EditCommunityRequest) (Community, error)
	// DeleteCommunity fails with Conflict while it has homes or buildings.
	DeleteCommunity(context.Context, CommunityRequest) (Community, error)
	AssignCommunity(context.Context, AssignCommunityRequest) (Community, error)
	UnassignCommunity(context.Context, AssignCommunityRequest) (Community, error)

	AddBuilding(context.Context, AddBuildingRequest) (Building, error)
	ListBuildings(context.Context, ListBuildingsRequest) (Page[Building], error)
	ShowBuilding(context.Context, BuildingRequest) (Building, error)
	EditBuilding(context.Context, EditBuildingRequest) (Building, error)
	// DeleteBuilding fails with Conflict while it has homes.
	DeleteBuilding(context.Context, BuildingRequest) (Building, error)

	AddProperty(context.Context, AddPropertyRequest) (Property, error)
	ListProperties(context.Context, ListPropertiesRequest) (Page[Property], error)
	ShowProperty(context.Context, PropertyRequest) (Property, error)
	EditProperty(context.Context, EditPropertyRequest) (Property, error)
	// DeleteProperty fails with Conflict for a home with a sale or a conversation,
	// and for one on hold.
	DeleteProperty(context.Context, PropertyRequest) (Property, error)
	AssignProperty(context.Context, AssignRequest) (Property, error)
	UnassignProperty(context.Context, AssignRequest) (Property, error)
}
