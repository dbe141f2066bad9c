package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What is done with a field that is there already, and differs.
const (
	onUpdate = "update" // it becomes what the file says
	onFill   = "fill"   // it stays
	onSkip   = "skip"   // the row is left out
	onError  = "error"  // the row is rejected
)

// conflictRules says what is done with each field.
type conflictRules struct {
	rest string
	of   map[string]string
}

func conflictRulesOf(req operator.ImportRequest) (conflictRules, error) {
	rules := conflictRules{onUpdate, map[string]string{}}
	for _, text := range req.OnConflict {
		field, rule, single := strings.Cut(text, "=")
		if !single {
			field, rule = "", text
		}
		field, rule = operator.Fold(field), operator.Fold(rule)
		if !slices.Contains([]string{onUpdate, onFill, onSkip, onError}, rule) || single && field == "" {
			return rules, operator.Errorf(operator.Usage, "%q does not say what to do with a conflict", text).
				WithHint("update, fill, skip or error; or FIELD=fill for one field").Reason("bad_on_conflict")
		}
		if !single {
			rules.rest = rule
			continue
		}
		if !slices.Contains(conflictFields(), field) {
			return rules, operator.Errorf(operator.Usage, "no field %q can be in conflict", field).
				WithHint("one of %s", strings.Join(conflictFields(), ", ")).Reason("bad_field")
		}
		rules.of[field] = rule
	}
	return rules, nil
}

// conflictFields are the fields that can be there already, as they are called in a
// file.
func conflictFields() []string {
	fields := map[string]bool{}
	for _, all := range []map[string]importer.Field{editedFields(), editedFieldsOfSale()} {
		for _, f := range all {
			fields[string(f)] = true
		}
	}
	return slices.Sorted(maps.Keys(fields))
}

// editedFields is the field of a file behind each field of an edit.
func editedFields() map[string]importer.Field {
	return map[string]importer.Field{
		"name": importer.Name, "email": importer.Email, "phones": importer.Phones, "title": importer.Title, "role": importer.Role,
		"external_ids": importer.ExternalID, "code": importer.Code, "community": importer.Community, "building": importer.Building,
		"number": importer.Building, "lot": importer.Lot, "plan": importer.Plan, "line1": importer.Address1, "line2": importer.Address2,
		"city": importer.City, "region": importer.Region, "postcode": importer.Postcode, "country": importer.Country,
		"price": importer.Price, "currency": importer.Price, "contract_date": importer.ContractDate, "expected_closing": importer.ExpectedClosing,
	}
}

// editedFieldsOfSale is editedFields of a sale, whose id is none of the home's.
func editedFieldsOfSale() map[string]importer.Field {
	fields := editedFields()
	fields["external_ids"] = importer.SaleID
	return fields
}

func (c conflictRules) rule(f importer.Field) string {
	if rule, ok := c.of[string(f)]; ok {
		return rule
	}
	return c.rest
}

// settle looks at what a row would change of a thing. It says which fields of the row
// are to be left out; where a rule forbids the change, the row is rejected or skipped.
func (r *importRow) settle(e edits, what string) (drop []importer.Field) {
	return r.settleAs(editedFields(), e, what)
}

// settleAs is settle, with the fields of a file behind those of the edit.
func (r *importRow) settleAs(fields map[string]importer.Field, e edits, what string) (drop []importer.Field) {
	if r.rules.rest == onUpdate && len(r.rules.of) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(e)) {
		f, was, is := fields[name], fieldText(e[name].Before), fieldText(e[name].After)
		if was == "" || onlyMore(e[name]) {
			continue
		}
		switch r.rules.rule(f) {
		case onFill:
			drop = append(drop, f)
		case onSkip:
			r.skip(f, fmt.Sprintf("the %s of %s would change from %s to %s: the row is left out", words(name), what, oneLine(was), oneLine(is)))
		case onError:
			r.conflict(f, "differs", fmt.Sprintf("the %s of %s would change from %s to %s", words(name), what, oneLine(was), oneLine(is)))
		}
	}
	return drop
}

// onlyMore says whether an edit gives a thing the id of another system, and leaves those that
// it has.
func onlyMore(e edit) bool {
	was, ok := e.Before.(store.External)
	is, still := e.After.(store.External)
	for system, id := range was {
		still = still && is[system] == id
	}
	return ok && still
}

// words is a field as a person calls it.
func words(field string) string { return strings.ReplaceAll(field, "_", " ") }

// changesOf is the fields of an edit, as the report has them.
func changesOf(e edits) []operator.FieldChange {
	changes := []operator.FieldChange{}
	for _, name := range slices.Sorted(maps.Keys(e)) {
		changes = append(changes, operator.FieldChange{Field: name, Was: fieldText(e[name].Before), Is: fieldText(e[name].After)})
	}
	return changes
}

// fieldText is the value of a field as a text that can be read and put back.
func fieldText(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []store.Phone:
		return strings.Join(phoneTexts(v), "\n")
	case store.External:
		var ids []string
		for _, system := range slices.Sorted(maps.Keys(v)) {
			ids = append(ids, system+"="+v[system])
		}
		return strings.Join(ids, "\n")
	case interface{ IsZero() bool }:
		if v.IsZero() {
			return ""
		}
	}
	return fmt.Sprint(value)
}

// phoneTexts are phones as they are typed.
func phoneTexts(phones []store.Phone) []string {
	texts := make([]string, len(phones))
	for i, p := range phones {
		texts[i] = p.Raw
		if p.Label != "" || strings.Contains(p.Raw, "=") {
			texts[i] = p.Label + "=" + p.Raw
		}
	}
	return texts
}
