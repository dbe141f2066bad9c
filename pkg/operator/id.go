package operator

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// kind names the thing an ID belongs to, so that a person's ID cannot be passed
// where a conversation's is wanted, neither in Go nor at the keyboard.
type kind interface {
	letter() byte
	noun() string
}

// ID numbers one thing of a kind. The store gives them out from 1, so that
// people can type them: C42 is a conversation. Zero is no thing at all, and
// null in JSON. Guessing one gains nothing: every access is authorised.
type ID[K kind] uint64

type (
	personKind       struct{}
	communityKind    struct{}
	buildingKind     struct{}
	propertyKind     struct{}
	transactionKind  struct{}
	conversationKind struct{}
	messageKind      struct{}
	updateKind       struct{}
	scheduleKind     struct{}
	importKind       struct{}
	tokenKind        struct{}
	webhookKind      struct{}
)

func (personKind) letter() byte       { return 'P' }
func (communityKind) letter() byte    { return 'N' }
func (buildingKind) letter() byte     { return 'B' }
func (propertyKind) letter() byte     { return 'H' }
func (transactionKind) letter() byte  { return 'T' }
func (conversationKind) letter() byte { return 'C' }
func (messageKind) letter() byte      { return 'M' }
func (updateKind) letter() byte       { return 'U' }
func (scheduleKind) letter() byte     { return 'S' }
func (importKind) letter() byte       { return 'I' }
func (tokenKind) letter() byte        { return 'K' }
func (webhookKind) letter() byte      { return 'W' }

func (personKind) noun() string       { return "person" }
func (communityKind) noun() string    { return "community" }
func (buildingKind) noun() string     { return "building" }
func (propertyKind) noun() string     { return "property" }
func (transactionKind) noun() string  { return "transaction" }
func (conversationKind) noun() string { return "conversation" }
func (messageKind) noun() string      { return "message" }
func (updateKind) noun() string       { return "update" }
func (scheduleKind) noun() string     { return "scheduled item" }
func (importKind) noun() string       { return "import" }
func (tokenKind) noun() string        { return "token" }
func (webhookKind) noun() string      { return "webhook" }

// The IDs of the things the program keeps, with the letter each begins with:
// P12, N3 (a neighbourhood, that is a community), B2, H14 (a home, that is a
// property), T3, C42, M1934, U17, S7, I5, K4 (a key, that is a token), W2.
type (
	PersonID       = ID[personKind]
	CommunityID    = ID[communityKind]
	BuildingID     = ID[buildingKind]
	PropertyID     = ID[propertyKind]
	TransactionID  = ID[transactionKind]
	ConversationID = ID[conversationKind]
	MessageID      = ID[messageKind]
	UpdateID       = ID[updateKind]
	ScheduleID     = ID[scheduleKind]
	ImportID       = ID[importKind]
	TokenID        = ID[tokenKind]
	WebhookID      = ID[webhookKind]
)

// Noun is what the thing is called, as in "conversation".
func (id ID[K]) Noun() string { var k K; return k.noun() }

// IsZero says that id names nothing.
func (id ID[K]) IsZero() bool { return id == 0 }

// String is the reference that people type, as in "C42"; empty for zero.
func (id ID[K]) String() string {
	if id == 0 {
		return ""
	}
	var k K
	return string(k.letter()) + strconv.FormatUint(uint64(id), 10)
}

// ParseID reads a reference in any case. It fails for another kind's letter,
// for zero, and for anything but plain digits after the letter.
func ParseID[K kind](text string) (ID[K], error) {
	var k K
	if !LooksLikeID(text, k.letter()) || text[1] == '0' {
		return 0, badReference[K](text)
	}
	n, err := strconv.ParseUint(text[1:], 10, 63)
	if err != nil {
		return 0, badReference[K](text)
	}
	return ID[K](n), nil
}

func badReference[K kind](text string) error {
	var k K
	return Errorf(Invalid, "%q is not a reference to a %s", text, k.noun()).
		WithHint("a %s is written like %c42", k.noun(), k.letter()).Reason("bad_reference")
}

// LooksLikeID says whether text has the shape of a reference with the letter.
func LooksLikeID(text string, letter byte) bool {
	return len(text) > 1 && text[0]|0x20 == letter|0x20 && strings.Trim(text[1:], "0123456789") == ""
}

// MarshalText writes the reference.
func (id ID[K]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads a reference; the empty text is zero.
func (id *ID[K]) UnmarshalText(text []byte) (err error) {
	*id = 0
	if len(text) > 0 {
		*id, err = ParseID[K](string(text))
	}
	return err
}

// MarshalJSON writes the reference as a string, and zero as null.
func (id ID[K]) MarshalJSON() ([]byte, error) {
	if id == 0 {
		return []byte("null"), nil
	}
	var k K
	text := append(make([]byte, 0, 16), '"', k.letter())
	return append(strconv.AppendUint(text, uint64(id), 10), '"'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (id *ID[K]) UnmarshalJSON(raw []byte) error {
	if n := len(raw); n > 2 && raw[0] == '"' && LooksLikeID(string(raw[1:n-1]), raw[1]) {
		return id.UnmarshalText(raw[1 : n-1]) // nearly always, and it needs no decoder
	}
	var text *string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("read a reference: %w", err)
	}
	if text == nil {
		*id = 0
		return nil
	}
	return id.UnmarshalText([]byte(*text))
}

// Ref is what somebody types to name a thing: P12, an e-mail address or ext:KEY
// for a person; a code for a property or a community; C42, M19, T3, B2 for the
// rest. It is read in any case, by the service, as far as the person who asks
// may see.
type Ref string
