package operator

import "context"

// ExplainRequest asks why a person can or cannot see a thing: a property, a
// conversation, a message, a transaction or a person.
type ExplainRequest struct {
	Person Ref `json:"person"`
	Object Ref `json:"object"`
}

// Verdict is what the rules say of one act.
type Verdict struct {
	Action    string `json:"action"` // "conversation.read"
	Allowed   bool   `json:"allowed"`
	Hidden    bool   `json:"hidden"`    // refused as if it did not exist
	Recorded  bool   `json:"recorded"`  // allowed, and the reading is an event
	Principal string `json:"principal"` // what the person is to it: "TA", "BU"
	Rule      string `json:"rule"`      // the rule in a sentence
}

// Explanation is what the rules say of a person and a thing.
type Explanation struct {
	Person   PersonSummary `json:"person"`
	Object   string        `json:"object"`
	Kind     string        `json:"kind"`    // "property", "conversation", …
	Because  []string      `json:"because"` // the facts that count, in sentences
	Verdicts []Verdict     `json:"verdicts"`
}

// SuggestRequest asks for references that begin like Prefix, for completion.
type SuggestRequest struct {
	Kind   string `json:"kind"` // person, team, buyer, contact, property, community, building, transaction, conversation, message, label, update, template, scheduled, import, mapping, token, webhook
	Prefix string `json:"prefix"`
	Limit  int    `json:"limit,omitempty"`
}

// Suggestion is a reference with what it stands for.
type Suggestion struct {
	Ref         string `json:"ref"`
	Description string `json:"description"`
}

// Reports answer questions about the whole.
type Reports interface {
	// Explain is for administrators and auditors, and for oneself.
	Explain(context.Context, ExplainRequest) (Explanation, error)
	// Suggest holds only what the actor may see.
	Suggest(context.Context, SuggestRequest) ([]Suggestion, error)
}
