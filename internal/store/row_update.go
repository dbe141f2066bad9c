package store

import (
	"strings"
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
	Sum       []byte `row:"1"`
	Size      int64  `row:"2"`
	MediaType string `row:"3"`
	Width     int    `row:"4"`
	Height    int    `row:"5"`
}

// Media is a file of a post, as everybody may fetch it. Original is what was
// uploaded, where that was kept: it may say where the photo was taken.
type Media struct {
	File      Attachment `row:"1"`
	Web       *Rendition `row:"2"`
	Thumbnail *Rendition `row:"3"`
	Original  *Rendition `row:"4"`
}

// Content is what an update says.
type Content struct {
	Title string  `row:"1"`
	Body  string  `row:"2"`
	Media []Media `row:"3"`
}

// Removed says who deleted something, when and why.
type Removed struct {
	By     operator.PersonID `row:"1"`
	At     time.Time         `row:"2"`
	Reason string            `row:"3"`
}

// Text is what is looked through for words: the title, and what follows it.
func (c Content) Text() string { return strings.TrimSpace(c.Title + "\n" + c.Body) }

// Post is what was written to one home or to many. Target is the state that
// staging leads to.
type Post struct {
	ID        PostID               `row:"1"`
	Author    operator.PersonID    `row:"2"`
	Source    operator.Source      `row:"3"`
	Scope     operator.UpdateScope `row:"4"`
	Content   Content              `row:"5"`
	Milestone string               `row:"6"`
	Ack       operator.AckLevel    `row:"7"`
	ForHome   bool                 `row:"8"`
	State     PostState            `row:"9"`
	Target    PostState            `row:"10"`
	Homes     int                  `row:"12"` // updates it has, or will have
	First     operator.UpdateID    `row:"13"`
	At        time.Time            `row:"14"` // when it is to be published
	Published time.Time            `row:"15"`
	Removed   *Removed             `row:"16"`
	Versions  int                  `row:"17"`
	Created   time.Time            `row:"18"`
	Edited    time.Time            `row:"19"`
	NoNotify  bool                 `row:"20"`
	Filled    bool                 `row:"21"` // each update has a content of its own, from a template
	// Changes counts what was changed of all updates at once, and LastChange is the
	// action of the last: each home's history has an event of it.
	Changes    int    `row:"22"`
	LastChange string `row:"23"`
}

// Staging is the work left on a post to many homes: it is done in stages, each a
// transaction, and Done counts the homes that are ready. Homes are in the order of
// their numbers. Publish says that the post was a draft before: its updates are
// there, and are made ready to be seen.
type Staging struct {
	Post    PostID                `row:"1"`
	Homes   []operator.PropertyID `row:"2"`
	Done    int                   `row:"3"`
	Publish bool                  `row:"4"`
	By      operator.PersonID     `row:"5"`
	Since   time.Time             `row:"6"`
	Fill    *Fill                 `row:"7"` // the text is filled in for each home
}

// Fill is a text with variables, and values for those that do not follow from the
// home.
type Fill struct {
	Title string            `row:"1"`
	Body  string            `row:"2"`
	Vars  map[string]string `row:"3"`
	// Sender, Day and Milestone are what the values of some variables follow from.
	Sender    operator.PersonID `row:"4"`
	Day       time.Time         `row:"5"`
	Milestone string            `row:"6"`
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
	ID       operator.UpdateID      `row:"1"`
	Post     PostID                 `row:"2"`
	Property operator.PropertyID    `row:"3"`
	Sale     operator.TransactionID `row:"4"`
	Own      *Content               `row:"5"`
	Removed  *Removed               `row:"6"`
	Versions int                    `row:"7"`
	Edited   time.Time              `row:"8"`
	Created  time.Time              `row:"9"`
	Told     int                    `row:"10"` // changes of its post that its home's history has
}

// UpdateVersion is what an update, or with a zero Update its post, said before its
// Nth change.
type UpdateVersion struct {
	Post    PostID            `row:"1"`
	Update  operator.UpdateID `row:"2"`
	N       int               `row:"3"`
	Content Content           `row:"4"`
	By      operator.PersonID `row:"5"`
	Reason  string            `row:"6"`
	At      time.Time         `row:"7"`
}

// Receipt is what one person has done with one update.
type Receipt struct {
	Update       operator.UpdateID `row:"1"`
	Person       operator.PersonID `row:"2"`
	Delivered    time.Time         `row:"3"`
	Seen         time.Time         `row:"4"`
	Acknowledged time.Time         `row:"5"`
	Liked        time.Time         `row:"6"`
	OnBehalf     bool              `row:"7"`
	Means        operator.Source   `row:"8"`
	Reminded     time.Time         `row:"9"` // the last time that they were asked again
}

// Unseen says that a person has not seen an update of a home. It counts once the
// post is published.
type Unseen struct {
	Person   operator.PersonID   `row:"1"`
	Property operator.PropertyID `row:"2"`
	Update   operator.UpdateID   `row:"3"`
	Post     PostID              `row:"4"`
}

// Step is a step of a template of milestones.
type Step struct {
	Name string `row:"1"`
	Text string `row:"2"`
}

// Steps is a template of milestones: a community's, or with zero the workspace's.
type Steps struct {
	Community operator.CommunityID `row:"1"`
	Steps     []Step               `row:"2"`
	Updated   time.Time            `row:"3"`
}

// Done is a step that a home has completed, and what resetting it goes back to:
// Was was in progress before it, and Started is in progress because of it. Post is
// what completing it posted.
type Done struct {
	Name    string            `row:"1"`
	On      operator.Date     `row:"2"`
	Note    string            `row:"3"`
	Post    PostID            `row:"4"`
	By      operator.PersonID `row:"5"`
	At      time.Time         `row:"6"`
	Was     string            `row:"7"`
	Started string            `row:"8"`
}

// Progress is how far a home has come: what it has completed, and which step is
// in progress.
type Progress struct {
	Property operator.PropertyID `row:"1"`
	Done     []Done              `row:"2"`
	Current  string              `row:"3"`
	Updated  time.Time           `row:"4"`
}

// Template is a text with variables.
type Template struct {
	Name    string            `row:"1"`
	Title   string            `row:"2"`
	Body    string            `row:"3"`
	Author  operator.PersonID `row:"4"`
	Created time.Time         `row:"5"`
	Updated time.Time         `row:"6"`
}

// Scheduled is something that goes out at a time. Request is the request that
// does it, as JSON without files, made again as its author; what Files are is
// known already.
type Scheduled struct {
	ID           operator.ScheduleID     `row:"1"`
	Kind         string                  `row:"2"` // message, reply, update
	Author       operator.PersonID       `row:"3"`
	Property     operator.PropertyID     `row:"4"`
	Conversation operator.ConversationID `row:"5"`
	Post         PostID                  `row:"6"`
	Request      []byte                  `row:"7" dump:"json"`
	Excerpt      string                  `row:"8"`
	At           time.Time               `row:"9"`
	State        operator.ScheduleState  `row:"10"`
	DoneAt       time.Time               `row:"11"`
	Result       string                  `row:"12"`
	Problem      string                  `row:"13"`
	Source       operator.Source         `row:"14"`
	Trusted      bool                    `row:"15"`
	Created      time.Time               `row:"16"`
	Files        []Attachment            `row:"17"`
	Sale         operator.TransactionID  `row:"18"` // that it was written in
}
