package operator

import (
	"context"
	"time"
)

// MaxQuery is how many characters a search may have.
const MaxQuery = 256

// SearchRequest looks for messages, the newest first: by the order in which they
// came into the store. Query is words, "phrases", prefixes like found* and the
// conditions from:, property:, before: and after: (or since:); everything in it
// must hold. Words are the same in any case, width and form, and without their
// accents. The other fields are conditions too, for who does not want to write them
// into the query. A cursor is good for the very same request only.
type SearchRequest struct {
	Query    string `json:"query"`
	From     Ref    `json:"from,omitempty"`     // the author
	Property Ref    `json:"property,omitempty"` // the home
	Since    string `json:"since,omitempty"`    // a time; from then on
	Before   string `json:"before,omitempty"`   // a time; up to then
	// All looks through every conversation, not only the actor's own. It is for
	// administrators and auditors, and is recorded.
	All bool `json:"all,omitempty"`
	Paging
}

// Hit is something that a search found. Excerpt is the part of the body around the
// first of what was looked for, on one line and about 160 characters long; Marks are
// where what was looked for stands in it, in order and apart from each other.
type Hit struct {
	Ref          string         `json:"ref"`  // M1934, U17
	Kind         string         `json:"kind"` // "message" or "update"
	Property     string         `json:"property"`
	Conversation ConversationID `json:"conversation"` // of a message
	Subject      *string        `json:"subject"`      // of the conversation, or an update's title
	Author       PersonSummary  `json:"author"`
	Excerpt      string         `json:"excerpt"`
	Marks        []Mark         `json:"marks"`
	CreatedAt    time.Time      `json:"created_at"`
}

// Mark is a part of a text, in characters from its beginning.
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"` // the first character after it
}

// Searching finds what people wrote.
type Searching interface {
	// Search holds only what the actor may read, whatever the query says, as it is
	// now: nothing that was deleted, and no earlier version. A reference in the
	// query to what the actor may not see fails as NotFound. A query that cannot be
	// read fails as Invalid, with the character at which as the detail "column".
	Search(context.Context, SearchRequest) (Page[Hit], error)
}
