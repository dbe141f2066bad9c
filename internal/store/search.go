package store

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Term is a word to look for, folded as package search folds words, or with
// Prefix the beginning of words.
type Term struct {
	Word   string
	Prefix bool
}

// Found is a message that may be what is looked for, and where it stands.
type Found struct {
	Message      operator.MessageID
	Conversation operator.ConversationID
	Seq          uint64
}

// SearchExtent is how much there is to look through. Found is at most how many
// messages MessagesWith yields; it can be far too many. UpTo is the last message
// that the index has.
type SearchExtent struct {
	Found, Messages, Conversations int
	UpTo                           operator.MessageID
}

// FoundPost is a post that may be what is looked for: by what it says to all its homes,
// or by what some of its updates say of their own.
type FoundPost struct {
	Post    Post
	Itself  bool
	Updates []operator.UpdateID // in no order; there may be some where Itself is true
}

// SearchReader finds messages and updates by their words.
type SearchReader interface {
	// MessagesWith yields the messages that may have all of the terms in their
	// text, the highest number first, of those below a number if it is not zero.
	// It leaves out none that has them; whether one has them, and how they stand
	// to each other, is for the caller to see. Without terms it yields all.
	MessagesWith(terms []Term, before operator.MessageID) iter.Seq2[Found, error]
	// SearchExtent says how much work MessagesWith is, without doing it.
	SearchExtent(terms []Term) (SearchExtent, error)
	// PostsWith yields the posts in a state that may say all of the terms, the latest
	// first by Order, past after. As with messages, it leaves out none.
	PostsWith(state PostState, terms []Term, after *Place) iter.Seq2[FoundPost, error]
}

// Reindexed counts what a reindex made anew, and from how many rows.
type Reindexed struct {
	Rows, Entries int
	Messages      int // whose words were put into the index of words
}
