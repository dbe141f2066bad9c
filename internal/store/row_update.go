package store

import (
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The rows of updates. A post is what was written once; an update is the post in
// the feed of one home. What stands in the post is shared, so that publishing,
// editing and deleting a group of any size is one small transaction.

// PostID numbers posts. Nobody types it: an update's reference leads to its post.
type PostID uint64

// PostState says how far a post has come.
type PostState uint8

// The states of a post. Updates are seen by nobody while their post is staged,
// and by who may post while it is a draft or scheduled.
const (
	PostStaged PostState = iota
	PostDraft
	PostScheduled
	PostPublished
	PostDeleted
)

// Rendition is a smaller form of a photo.
type Rendition struct {
	Sum       []byte `cbor:"1,keyasint"`
	Size      int64  `cbor:"2,keyasint"`
	MediaType string `cbor:"3,keyasint"`
	Width     int    `cbor:"4,keyasint,omitempty"`
	Height    int    `cbor:"5,keyasint,omitempty"`
}

// Media is a file of a post, as everybody may fetch it. Original is what was
// uploaded, where that was kept: it may say where the photo was taken.
type Media struct {
	File      Attachment `cbor:"1,keyasint"`
	Web       *Rendition `cbor:"2,keyasint,omitempty"`
	Thumbnail *Rendition `cbor:"3,keyasint,omitempty"`
	Original  *Rendition `cbor:"4,keyasint,omitempty"`
}

// Content is what an update says.
type Content struct {
	Title string  `cbor:"1,keyasint,omitempty"`
	Body  string  `cbor:"2,keyasint,omitempty"`
	Media []Media `cbor:"3,keyasint,omitempty"`
}

// Removed says who deleted something, when and why.
type Removed struct {
	By     operator.PersonID `cbor:"1,keyasint"`
	At     time.Time         `cbor:"2,keyasint"`
	Reason string            `cbor:"3,keyasint,omitempty"`
}

// Post is what was written to one home or to many. Target is the state that
// staging leads to.
type Post struct {
	ID        PostID               `cbor:"1,keyasint"`
	Author    operator.PersonID    `cbor:"2,keyasint"`
	Source    operator.Source      `cbor:"3,keyasint"`
	Scope     operator.UpdateScope `cbor:"4,keyasint"`
	Content   Content              `cbor:"5,keyasint"`
	Milestone string               `cbor:"6,keyasint,omitempty"`
	Ack       operator.AckLevel    `cbor:"7,keyasint"`
	ForHome   bool                 `cbor:"8,keyasint,omitempty"`
	State     PostState            `cbor:"9,keyasint"`
	Target    PostState            `cbor:"10,keyasint,omitempty"`
	Homes     int                  `cbor:"12,keyasint"` // updates it has, or will have
	First     operator.UpdateID    `cbor:"13,keyasint,omitempty"`
	At        time.Time            `cbor:"14,keyasint,omitzero"` // when it is to be published
	Published time.Time            `cbor:"15,keyasint,omitzero"`
	Removed   *Removed             `cbor:"16,keyasint,omitempty"`
	Versions  int                  `cbor:"17,keyasint,omitempty"`
	Created   time.Time            `cbor:"18,keyasint"`
	Edited    time.Time            `cbor:"19,keyasint,omitzero"`
	NoNotify  bool                 `cbor:"20,keyasint,omitempty"`
	Filled    bool                 `cbor:"21,keyasint,omitempty"` // each update has a content of its own, from a template
	// Changes counts what was changed of all updates at once, and LastChange is the
	// action of the last: each home's history has an event of it.
	Changes    int    `cbor:"22,keyasint,omitempty"`
	LastChange string `cbor:"23,keyasint,omitempty"`
}

// Staging is the work left on a post to many homes: it is done in stages, each a
// transaction, and Done counts the homes that are ready. Homes are in the order of
// their numbers. Publish says that the post was a draft before: its updates are
// there, and are made ready to be seen.
type Staging struct {
	Post    PostID                `cbor:"1,keyasint"`
	Homes   []operator.PropertyID `cbor:"2,keyasint"`
	Done    int                   `cbor:"3,keyasint,omitempty"`
	Publish bool                  `cbor:"4,keyasint,omitempty"`
	By      operator.PersonID     `cbor:"5,keyasint"`
	Since   time.Time             `cbor:"6,keyasint"`
	Fill    *Fill                 `cbor:"7,keyasint,omitempty"` // the text is filled in for each home
}

// Fill is a text with variables, and values for those that do not follow from the
// home.
type Fill struct {
	Title string            `cbor:"1,keyasint,omitempty"`
	Body  string            `cbor:"2,keyasint"`
	Vars  map[string]string `cbor:"3,keyasint,omitempty"`
	// Sender, Day and Milestone are what the values of some variables follow from.
	Sender    operator.PersonID `cbor:"4,keyasint,omitempty"`
	Day       time.Time         `cbor:"5,keyasint,omitzero"`
	Milestone string            `cbor:"6,keyasint,omitempty"`
}

// Order is when a post stands in lists: published, to be published, or written.
func (p Post) Order() time.Time {
	switch {
	case !p.Published.IsZero():
		return p.Published
	case p.State == PostScheduled:
		return p.At
	}
	return p.Created
}

// Update is a post in the feed of one home. Sale is the one that was open when it
// was published. Own is what it says where that is not what the post says.
type Update struct {
	ID       operator.UpdateID      `cbor:"1,keyasint"`
	Post     PostID                 `cbor:"2,keyasint"`
	Property operator.PropertyID    `cbor:"3,keyasint"`
	Sale     operator.TransactionID `cbor:"4,keyasint,omitempty"`
	Own      *Content               `cbor:"5,keyasint,omitempty"`
	Removed  *Removed               `cbor:"6,keyasint,omitempty"`
	Versions int                    `cbor:"7,keyasint,omitempty"`
	Edited   time.Time              `cbor:"8,keyasint,omitzero"`
	Created  time.Time              `cbor:"9,keyasint"`
	Told     int                    `cbor:"10,keyasint,omitempty"` // changes of its post that its home's history has
}

// UpdateVersion is what an update, or with a zero Update its post, said before its
// Nth change.
type UpdateVersion struct {
	Post    PostID            `cbor:"1,keyasint"`
	Update  operator.UpdateID `cbor:"2,keyasint,omitempty"`
	N       int               `cbor:"3,keyasint"`
	Content Content           `cbor:"4,keyasint"`
	By      operator.PersonID `cbor:"5,keyasint"`
	Reason  string            `cbor:"6,keyasint,omitempty"`
	At      time.Time         `cbor:"7,keyasint"`
}

// Receipt is what one person has done with one update.
type Receipt struct {
	Update       operator.UpdateID `cbor:"1,keyasint"`
	Person       operator.PersonID `cbor:"2,keyasint"`
	Delivered    time.Time         `cbor:"3,keyasint,omitzero"`
	Seen         time.Time         `cbor:"4,keyasint,omitzero"`
	Acknowledged time.Time         `cbor:"5,keyasint,omitzero"`
	Liked        time.Time         `cbor:"6,keyasint,omitzero"`
	OnBehalf     bool              `cbor:"7,keyasint,omitempty"`
	Means        operator.Source   `cbor:"8,keyasint,omitempty"`
}

// Unseen says that a person has not seen an update of a home. It counts once the
// post is published.
type Unseen struct {
	Person   operator.PersonID   `cbor:"1,keyasint"`
	Property operator.PropertyID `cbor:"2,keyasint"`
	Update   operator.UpdateID   `cbor:"3,keyasint"`
	Post     PostID              `cbor:"4,keyasint"`
}

// Step is a step of a template of milestones.
type Step struct {
	Name string `cbor:"1,keyasint"`
	Text string `cbor:"2,keyasint,omitempty"`
}

// Steps is a template of milestones: a community's, or with zero the workspace's.
type Steps struct {
	Community operator.CommunityID `cbor:"1,keyasint,omitempty"`
	Steps     []Step               `cbor:"2,keyasint,omitempty"`
	Updated   time.Time            `cbor:"3,keyasint"`
}

// Done is a step that a home has completed, and what resetting it goes back to:
// Was was in progress before it, and Started is in progress because of it. Post is
// what completing it posted.
type Done struct {
	Name    string            `cbor:"1,keyasint"`
	On      operator.Date     `cbor:"2,keyasint"`
	Note    string            `cbor:"3,keyasint,omitempty"`
	Post    PostID            `cbor:"4,keyasint,omitempty"`
	By      operator.PersonID `cbor:"5,keyasint"`
	At      time.Time         `cbor:"6,keyasint"`
	Was     string            `cbor:"7,keyasint,omitempty"`
	Started string            `cbor:"8,keyasint,omitempty"`
}

// Progress is how far a home has come: what it has completed, and which step is
// in progress.
type Progress struct {
	Property operator.PropertyID `cbor:"1,keyasint"`
	Done     []Done              `cbor:"2,keyasint,omitempty"`
	Current  string              `cbor:"3,keyasint,omitempty"`
	Updated  time.Time           `cbor:"4,keyasint"`
}

// Template is a text with variables.
type Template struct {
	Name    string            `cbor:"1,keyasint"`
	Title   string            `cbor:"2,keyasint,omitempty"`
	Body    string            `cbor:"3,keyasint"`
	Author  operator.PersonID `cbor:"4,keyasint"`
	Created time.Time         `cbor:"5,keyasint"`
	Updated time.Time         `cbor:"6,keyasint"`
}

// Scheduled is something that goes out at a time. Request is the request that
// does it, as JSON without files, made again as its author; what Files are is
// known already.
type Scheduled struct {
	ID           operator.ScheduleID     `cbor:"1,keyasint"`
	Kind         string                  `cbor:"2,keyasint"` // message, reply, update
	Author       operator.PersonID       `cbor:"3,keyasint"`
	Property     operator.PropertyID     `cbor:"4,keyasint,omitempty"`
	Conversation operator.ConversationID `cbor:"5,keyasint,omitempty"`
	Post         PostID                  `cbor:"6,keyasint,omitempty"`
	Request      []byte                  `cbor:"7,keyasint,omitempty" dump:"json"`
	Excerpt      string                  `cbor:"8,keyasint,omitempty"`
	At           time.Time               `cbor:"9,keyasint"`
	State        operator.ScheduleState  `cbor:"10,keyasint"`
	DoneAt       time.Time               `cbor:"11,keyasint,omitzero"`
	Result       string                  `cbor:"12,keyasint,omitempty"`
	Problem      string                  `cbor:"13,keyasint,omitempty"`
	Source       operator.Source         `cbor:"14,keyasint,omitempty"`
	Trusted      bool                    `cbor:"15,keyasint,omitempty"`
	Created      time.Time               `cbor:"16,keyasint"`
	Files        []Attachment            `cbor:"17,keyasint,omitempty"`
	Sale         operator.TransactionID  `cbor:"18,keyasint,omitempty"` // that it was written in
}
