package operator

// Page is one page of a list. Next is empty on the last page. Remaining is how
// many rows follow the page, where that is known; MoreThan says that it is a
// lower bound.
type Page[T any] struct {
	Items     []T    `json:"items"`
	Next      Cursor `json:"next,omitempty"`
	Remaining int    `json:"remaining,omitempty"`
	MoreThan  bool   `json:"more_than,omitempty"`
}

// Cursor is a place in a list. Callers may keep one, but not look inside. It is
// good for the list it came from only, and for the person it was given to.
type Cursor string

// CursorStart is where a stream begins: everything there is comes first.
const CursorStart Cursor = "start"

// Paging is the part of a list request that chooses the page. A Limit of 0 means
// DefaultPage; more than MaxPage is MaxPage; less than 0 is refused. Count asks
// how many rows remain, which costs looking at some of them.
type Paging struct {
	Limit  int    `json:"limit,omitempty"`
	Cursor Cursor `json:"cursor,omitempty"`
	Count  bool   `json:"count,omitempty"`
}
