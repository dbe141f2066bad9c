package app

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// fill gives an event the data that the actor may see at their level. An edit of
// which nothing is left to see is not seen at all.
func (in *insight) fill(seen *sighted, action operator.EventAction) error {
	seen.data = map[string]any{}
	for name, value := range seen.Refs {
		seen.data[name] = refValue(name, value)
	}
	d, ok, err := in.r.Details(seen.Seq)
	if err != nil {
		return err
	}
	if ok && len(d.Content) > 0 {
		var content map[string]any
		if err := json.Unmarshal(d.Content, &content); err != nil {
			return operator.Wrap(operator.IO, err, "the details of event %d cannot be read", seen.Seq).
				WithHint("operator audit verify").Reason("row_damaged")
		}
		for name, value := range content {
			seen.data[name] = small(value)
		}
	}
	for name := range seen.data {
		if !in.shows(*seen, action, name) {
			delete(seen.data, name)
		}
	}
	if strings.HasSuffix(seen.Action, ".edited") && seen.message == nil && seen.level < whole && !tells(seen.data) {
		seen.level = unseen
	}
	return nil
}

// shows says whether the actor may see a part of an event that they see.
func (in *insight) shows(seen sighted, action operator.EventAction, name string) bool {
	if seen.level == whole {
		// What other systems call somebody is for the team, whoever it is.
		return name != "external_ids" || in.actor.Kind == operator.Team
	}
	own := seen.message != nil && seen.message.Author == in.actor.ID // who knows why their message went
	return slices.ContainsFunc(action.Data, func(f operator.EventField) bool { return f.Name == name && (!f.Private || own) })
}

// small gives fields their names in small letters, as JSON has them everywhere: of
// telephone numbers, the details hold them as the row does.
func small(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = small(v[i])
		}
	case map[string]any:
		if raw, is := v["Raw"]; is {
			return map[string]any{"raw": raw, "e164": v["E164"], "label": v["Label"]}
		}
		for name := range v {
			v[name] = small(v[name])
		}
	}
	return v
}

// tells says whether data has anything in it.
func tells(data map[string]any) bool {
	for _, value := range data {
		if list, is := value.([]string); !is || len(list) > 0 {
			return true
		}
	}
	return false
}

// refsIn is the references in a value that may hold several. The log of a store
// that was made up has them with blanks between.
func refsIn(value string) []string {
	refs := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	return append([]string{}, refs...)
}

// refValue is a reference of an event as JSON has it: several people are a list,
// and numbers are numbers.
func refValue(name, value string) any {
	switch name {
	case "people", "buyers", "added", "removed", "see_more", "actions":
		return refsIn(value)
	case "from", "first", "version", "post", "homes", "files", "bytes", "late", "seq":
		if n, err := strconv.ParseUint(value, 10, 64); err == nil {
			return n
		}
	}
	if value == "" {
		return nil
	}
	return value
}
