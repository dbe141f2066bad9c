package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// narrator tells one event in a sentence, from what the actor may see of it.
type narrator struct {
	*insight
	sighted
	groups groups
	actor  string
	failed error
}

// sentence is the event in the product's words. What has no words of its own is
// told by its name.
func (n *narrator) sentence() string {
	all := sentences()
	words, ok := all[n.variant()]
	if !ok {
		words, ok = all[n.Action]
	}
	if !ok {
		words = "{actor}: " + n.Action + "[ {object}]"
	}
	return n.write(words)
}

// variant is the action with what makes its sentence another one.
func (n *narrator) variant() string {
	switch n.Action {
	case "conversation.joined", "conversation.left":
		if n.data["person"] == namedBy(n.Event).String() {
			return n.Action + " by oneself"
		}
	case "conversation.assigned", "property.primary_changed":
		if n.data["after"] == nil {
			return n.Action + " to nobody"
		}
	case "person.merged", "person.unmerged", "property.person_merged", "property.person_unmerged":
		if n.data["name"] == nil {
			return n.Action + " and erased"
		}
	case "conversation.started", "message.sent":
		if n.talk != nil && n.talk.Internal {
			return n.Action + " internally"
		}
	}
	return n.Action
}

// write fills the words of a sentence in. {name} is a word or a part of the data;
// what stands in [ ] is left out where a {name} in it is nothing.
func (n *narrator) write(words string) string {
	var b strings.Builder
	for words != "" {
		at := strings.IndexAny(words, "{[")
		if at < 0 {
			b.WriteString(words)
			break
		}
		b.WriteString(words[:at])
		closing := map[byte]string{'{': "}", '[': "]"}[words[at]]
		inner, rest, _ := strings.Cut(words[at+1:], closing)
		if words[at] == '{' {
			b.WriteString(n.word(inner))
		} else {
			b.WriteString(n.optional(inner))
		}
		words = rest
	}
	return b.String()
}

// optional is write for words that are nothing if a {name} in them is.
func (n *narrator) optional(words string) string {
	for part := range strings.SplitSeq(words, "{") {
		if name, _, has := strings.Cut(part, "}"); has && n.word(name) == "" {
			return ""
		}
	}
	return n.write(words)
}

// word is what a {name} stands for.
func (n *narrator) word(name string) string {
	switch name {
	case "actor":
		return n.actor
	case "object":
		return n.Object
	case "who":
		return n.value(n.Object)
	case "home":
		return n.codeOf(n.Property)
	case "place":
		return n.placeName()
	case "talk":
		return n.talkName()
	case "others":
		return crowd(n.others())
	case "people":
		return n.company()
	case "changes":
		return n.changes()
	}
	return n.value(n.data[name])
}

// someone is a person by number, who may be gone.
func (n *narrator) someone(id operator.PersonID) operator.PersonSummary {
	p, err := n.anyone(id)
	if err != nil && n.failed == nil {
		n.failed = err
	}
	return p
}

// codeOf is the code of a home.
func (n *narrator) codeOf(id operator.PropertyID) string {
	code, err := n.homeCode(id)
	if err != nil && n.failed == nil {
		n.failed = err
	}
	return code
}

// placeName is a community by its code, or a building by its number.
func (n *narrator) placeName() string {
	var community operator.CommunityID
	var building operator.BuildingID
	if community.UnmarshalText([]byte(n.Object)) == nil {
		if c, ok, err := n.r.Community(community); err == nil && ok {
			return c.Code
		}
	}
	if building.UnmarshalText([]byte(n.Object)) == nil {
		if b, ok, err := n.r.Building(building); err == nil && ok {
			return b.Number
		}
	}
	for _, name := range []string{"code", "number"} {
		if text, is := n.data[name].(string); is {
			return text
		}
	}
	return n.Object
}

// talkName is the conversation with its subject: "C42 (Closing date)".
func (n *narrator) talkName() string {
	if n.talk == nil {
		if c, is := n.data["conversation"].(string); is {
			return c
		}
		return n.Object
	}
	named := n.talk.Conversation
	if n.message == nil && n.Object != named.ID.String() { // it was merged into that
		id, _, err := n.talkNamed(n.Event)
		if err == nil {
			named, _, err = n.r.Conversation(id)
		}
		if err != nil && n.failed == nil {
			n.failed = err
		}
	}
	if named.Subject == "" {
		return named.ID.String()
	}
	return fmt.Sprintf("%s (%s)", named.ID, named.Subject)
}

// company is with whom somebody began a conversation: all by name if they are few.
func (n *narrator) company() string {
	refs, _ := n.data["people"].([]string)
	var people []operator.PersonSummary
	for _, ref := range refs {
		var id operator.PersonID
		if id.UnmarshalText([]byte(ref)) == nil && id != n.Actor {
			people = append(people, n.someone(id))
		}
	}
	if len(people) < 3 || len(people) > 5 {
		return crowd(people)
	}
	names := mapped(people, func(p operator.PersonSummary) string { return p.Name })
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// crowd is people in a few words: "Dana Buyer and 2 others".
func crowd(people []operator.PersonSummary) string {
	switch len(people) {
	case 0:
		return ""
	case 1:
		return people[0].Name
	case 2:
		return people[0].Name + " and " + people[1].Name
	}
	return fmt.Sprintf("%s and %d others", people[0].Name, len(people)-1)
}

// changes is what an edit changed: "lot from 14 to 15, plan to Aspen".
func (n *narrator) changes() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(n.data)) {
		e, is := n.data[name].(map[string]any)
		_, edited := e["after"]
		if !is || !edited || len(e) != 2 || name == "buyers" {
			continue
		}
		part := strings.ReplaceAll(name, "_", " ")
		before, after := n.value(e["before"]), n.value(e["after"])
		if before != "" {
			part += " from " + before
		}
		if after == "" {
			after = "nothing"
		}
		parts = append(parts, part+" to "+after)
	}
	return strings.Join(parts, ", ")
}

// value is a part of the data as people read it. References to people are names.
func (n *narrator) value(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		var id operator.PersonID
		if operator.LooksLikeID(v, 'P') && id.UnmarshalText([]byte(v)) == nil {
			return n.someone(id).Name
		}
		var home operator.PropertyID
		if operator.LooksLikeID(v, 'H') && home.UnmarshalText([]byte(v)) == nil {
			return n.codeOf(home)
		}
		return v
	case []string:
		return n.several(len(v), func(i int) any { return v[i] })
	case []any:
		return n.several(len(v), func(i int) any { return v[i] })
	case map[string]any:
		if raw, is := v["raw"]; is { // a telephone number
			return n.value(raw)
		}
		names := slices.Sorted(maps.Keys(v))
		names = slices.DeleteFunc(names, func(name string) bool { return n.value(v[name]) == "" })
		return n.several(len(names), func(i int) any { return names[i] + " " + n.value(v[names[i]]) })
	}
	return fmt.Sprint(v)
}

func (n *narrator) several(count int, at func(int) any) string {
	texts := make([]string, count)
	for i := range texts {
		texts[i] = n.value(at(i))
	}
	return strings.Join(texts, ", ")
}
