package operator

import (
	"context"
	"time"
)

// UpdateState says how far an update has come.
type UpdateState string

// The states of an update.
const (
	UpdateDraft     UpdateState = "draft"
	UpdateScheduled UpdateState = "scheduled"
	UpdatePublished UpdateState = "published"
	UpdateDeleted   UpdateState = "deleted" // a tombstone: title, body and media are gone
)

// AckLevel says whose acknowledgement an update asks for.
type AckLevel string

// The levels of acknowledgement.
const (
	AckNone    AckLevel = "none"
	AckAny     AckLevel = "any"     // one buyer's is enough
	AckPrimary AckLevel = "primary" // the primary buyer's
	AckAll     AckLevel = "all"     // every buyer's
)

// UpdateScope says what an update was posted to.
type UpdateScope string

// The scopes of an update.
const (
	ScopeProperty   UpdateScope = "property"
	ScopeProperties UpdateScope = "properties"
	ScopeBuilding   UpdateScope = "building"
	ScopeCommunity  UpdateScope = "community"
	ScopeStage      UpdateScope = "stage"
)

// ReceiptCounts counts who an update reached. Recipients are those who see it
// now: the sale's buyers and the team of the home. Acknowledged counts only those
// that the level asks for and that were not given on behalf.
type ReceiptCounts struct {
	Recipients   int `json:"recipients"`
	Seen         int `json:"seen"`
	Acknowledged int `json:"acknowledged"`
	Liked        int `json:"liked"`
}

// Receipt is what one person has done with one update. It is delivered when it is
// published, or when somebody comes to the home later who then sees it; null for
// who is not on the home. Means is how: "cli",
// "api", "web" or "email".
type Receipt struct {
	Update         UpdateID      `json:"update"`
	Person         PersonSummary `json:"person"`
	DeliveredAt    *time.Time    `json:"delivered_at"`
	SeenAt         *time.Time    `json:"seen_at"`
	AcknowledgedAt *time.Time    `json:"acknowledged_at"`
	LikedAt        *time.Time    `json:"liked_at"`
	OnBehalf       bool          `json:"on_behalf"` // somebody else acknowledged as them
	Means          *Source       `json:"means"`
	Required       bool          `json:"required"`    // the update asks for their acknowledgement
	RemindedAt     *time.Time    `json:"reminded_at"` // when they were last reminded of that
}

// Update is a post in a home's private feed. One post to many homes is one update
// per home, of one group; Group is the first of them, and null where there is but
// one. Receipts is absent for who may not see those of others.
type Update struct {
	Ref          UpdateID         `json:"ref"`
	Property     string           `json:"property"`
	Transaction  TransactionID    `json:"transaction"` // the sale it is for
	Scope        UpdateScope      `json:"scope"`
	Group        UpdateID         `json:"group"`
	Homes        int              `json:"homes"` // how many the post was for
	Title        *string          `json:"title"`
	Body         string           `json:"body"` // Markdown, as written
	Milestone    *string          `json:"milestone"`
	State        UpdateState      `json:"state"`
	Ack          AckLevel         `json:"ack"`
	ForHome      bool             `json:"for_home"` // for whoever buys the home, later too
	Attachments  []Attachment     `json:"attachments"`
	Author       PersonSummary    `json:"author"`
	PublishedAt  *time.Time       `json:"published_at"`
	ScheduledFor *time.Time       `json:"scheduled_for"`
	Scheduled    ScheduleID       `json:"scheduled"` // what publishes it then
	Receipts     *ReceiptCounts   `json:"receipts"`
	Mine         *Receipt         `json:"mine"` // the actor's own; null where the actor is no recipient
	Source       Source           `json:"source"`
	CreatedAt    time.Time        `json:"created_at"`
	EditedAt     *time.Time       `json:"edited_at"`
	Versions     []MessageVersion `json:"versions"` // where ShowUpdate was asked for them
	Replayed     bool             `json:"replayed"`
	Warnings     []string         `json:"warnings"`
}

// SetReplayed notes that the answer was given before, to the same key.
func (u *Update) SetReplayed() { u.Replayed = true }

// PostUpdateRequest posts an update. Exactly one of Properties, Building,
// Community and Stage says to which homes. Template, if given, is the text, with
// Vars for what it does not find out itself.
type PostUpdateRequest struct {
	Properties   []Ref             `json:"properties,omitempty"`
	Building     Ref               `json:"building,omitempty"`
	Community    Ref               `json:"community,omitempty"`
	Stage        Stage             `json:"stage,omitempty"`
	Title        string            `json:"title,omitempty"`
	Body         string            `json:"body,omitempty"`
	Template     string            `json:"template,omitempty"`
	Vars         map[string]string `json:"vars,omitempty"`
	Attachments  []NewAttachment   `json:"attachments,omitempty"`
	Milestone    string            `json:"milestone,omitempty"`
	Ack          AckLevel          `json:"ack,omitempty"` // AckNone if empty
	ForHome      bool              `json:"for_home,omitempty"`
	KeepOriginal bool              `json:"keep_original,omitempty"` // of photos and videos, for the team
	Draft        bool              `json:"draft,omitempty"`
	At           string            `json:"at,omitempty"` // a time: publish it then
	NoNotify     bool              `json:"no_notify,omitempty"`
	// Confirmed says that whoever asks knows of the warnings that would stop it.
	Confirmed bool `json:"confirmed,omitempty"`
}

// HomeAudience is who sees an update of a home.
type HomeAudience struct {
	Property string          `json:"property"`
	People   []PersonSummary `json:"people"`
}

// Posted is what came of a post: its first update, and for how many homes there
// is one. Audience is answered by a dry run. Doubts are what the checks found that
// has to be confirmed.
type Posted struct {
	Update   Update         `json:"update"`
	Homes    int            `json:"homes"`
	Audience []HomeAudience `json:"audience"`
	Doubts   []string       `json:"doubts"`
	Warnings []string       `json:"warnings"`
	Replayed bool           `json:"replayed"`
}

// SetReplayed notes that the answer was given before, to the same key.
func (p *Posted) SetReplayed() { p.Replayed, p.Update.Replayed = true, true }

// ListUpdatesRequest lists updates, the newest first. Drafts and scheduled ones
// are for who may post; deleted ones are left out unless asked for.
type ListUpdatesRequest struct {
	Property  Ref         `json:"property,omitempty"`
	Community Ref         `json:"community,omitempty"`
	Group     Ref         `json:"group,omitempty"` // an update of the group
	State     UpdateState `json:"state,omitempty"` // all but deleted if empty
	Milestone string      `json:"milestone,omitempty"`
	Unseen    bool        `json:"unseen,omitempty"` // by the actor
	Own       bool        `json:"own,omitempty"`    // of the homes that the actor buys or is assigned to
	Since     string      `json:"since,omitempty"`  // a time
	Paging
}

// UpdateRequest names an update. AllHomes means its whole group.
type UpdateRequest struct {
	Update   Ref  `json:"update"`
	AllHomes bool `json:"all_homes,omitempty"`
}

// ShowUpdateRequest shows one update, with its earlier versions if History.
// Seeing it marks it seen, but for a buyer who did not sign in.
type ShowUpdateRequest struct {
	Update  Ref  `json:"update"`
	History bool `json:"history,omitempty"`
}

// EditUpdateRequest changes what is not nil: of one home's update, or with
// AllHomes of the group. Attachments are added; Remove takes files out by their
// index.
type EditUpdateRequest struct {
	Update      Ref             `json:"update"`
	AllHomes    bool            `json:"all_homes,omitempty"`
	Title       *string         `json:"title,omitempty"`
	Body        *string         `json:"body,omitempty"`
	Ack         *AckLevel       `json:"ack,omitempty"`
	ForHome     *bool           `json:"for_home,omitempty"`
	At          *string         `json:"at,omitempty"` // of a scheduled one; "" makes it a draft
	Attachments []NewAttachment `json:"attachments,omitempty"`
	Remove      []int           `json:"remove,omitempty"`
	Confirmed   bool            `json:"confirmed,omitempty"`
}

// DeleteUpdateRequest deletes one home's update, or with AllHomes the group's.
type DeleteUpdateRequest struct {
	Update    Ref    `json:"update"`
	AllHomes  bool   `json:"all_homes,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Confirmed bool   `json:"confirmed,omitempty"`
}

// MarkSeenRequest marks updates seen, or all of one's own.
type MarkSeenRequest struct {
	Updates []Ref `json:"updates,omitempty"`
	All     bool  `json:"all,omitempty"`
}

// LikeUpdateRequest likes an update, or takes the like back.
type LikeUpdateRequest struct {
	Update Ref  `json:"update"`
	Unlike bool `json:"unlike,omitempty"`
}

// ListReceiptsRequest lists who an update reached, and what they did with it.
type ListReceiptsRequest struct {
	Update Ref `json:"update"`
	Paging
}

// Rendition is a form of a photo.
type Rendition string

// The renditions of a photo. The original is for the team, where it was kept.
const (
	RenditionFull      Rendition = ""
	RenditionWeb       Rendition = "web"
	RenditionThumbnail Rendition = "thumbnail"
	RenditionOriginal  Rendition = "original"
)

// OpenUpdateFileRequest opens a file of an update. Index counts from 1. Where
// there is no such rendition, the full one is opened.
type OpenUpdateFileRequest struct {
	Update    Ref       `json:"update"`
	Index     int       `json:"index"`
	Rendition Rendition `json:"rendition,omitempty"`
}

// RemindUpdatesRequest reminds buyers of updates that lack the acknowledgement they ask
// for: of those named, or of all on the homes that the actor works on. Nobody is reminded
// of the same update twice within Every, and All leaves out what is younger than OlderThan.
type RemindUpdatesRequest struct {
	Updates   []Ref  `json:"updates,omitempty"`
	All       bool   `json:"all,omitempty"`
	Community Ref    `json:"community,omitempty"`  // of all, those of its homes
	OlderThan string `json:"older_than,omitempty"` // an age, as in "3d", which it is if empty
	Every     string `json:"every,omitempty"`      // an age, as in "1d", which it is if empty
}

// Reminder is an update with whom it was that were reminded of it.
type Reminder struct {
	Update   UpdateID        `json:"update"`
	Property string          `json:"property"`
	Title    *string         `json:"title"`
	People   []PersonSummary `json:"people"`
}

// Updates is the private feeds of homes.
type Updates interface {
	// PostUpdate posts to one home in one transaction, and to many in stages that
	// nobody sees until the last: with the same idempotency key a post that was
	// interrupted goes on. It fails with Invalid for what the checks refuse, and
	// with Usage for a warning that was not confirmed.
	PostUpdate(context.Context, PostUpdateRequest) (Posted, error)
	ListUpdates(context.Context, ListUpdatesRequest) (Page[Update], error)
	ShowUpdate(context.Context, ShowUpdateRequest) (Update, error)
	// EditUpdate keeps the version before.
	EditUpdate(context.Context, EditUpdateRequest) (Update, error)
	// PublishUpdate publishes a draft or a scheduled update, with its whole group.
	PublishUpdate(context.Context, UpdateRequest) (Posted, error)
	// DeleteUpdate leaves a tombstone; its files can be fetched no more, at once.
	DeleteUpdate(context.Context, DeleteUpdateRequest) (Update, error)
	// AcknowledgeUpdate is kept also where nobody asked for it. Given on behalf of
	// a buyer who did not sign in, it says so and satisfies no level.
	AcknowledgeUpdate(context.Context, UpdateRequest) (Update, error)
	LikeUpdate(context.Context, LikeUpdateRequest) (Update, error)
	MarkSeen(context.Context, MarkSeenRequest) ([]Update, error)
	// RemindUpdates answers with the updates that somebody was reminded of, at most MaxBulk,
	// the oldest first. It fails with Conflict for one that is named and asks nobody.
	RemindUpdates(context.Context, RemindUpdatesRequest) ([]Reminder, error)
	ListReceipts(context.Context, ListReceiptsRequest) (Page[Receipt], error)
	OpenUpdateFile(context.Context, OpenUpdateFileRequest) (OpenedFile, error)
}
