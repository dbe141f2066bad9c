package app

import (
	"errors"
	"maps"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// took takes an error as a problem of the row, if it is one that the file causes.
// All others end the import.
func (r *importRow) took(f importer.Field, err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return err
	}
	code, _ := e.Details["reason"].(string)
	if code == "" {
		code = string(e.Code)
	}
	switch e.Code {
	case operator.Invalid, operator.NotFound, operator.Usage:
		r.problem(f, code, e.Message)
	case operator.Conflict:
		r.conflict(f, code, e.Message)
	default:
		return err
	}
	return nil
}

// tookOf is took for an error of what some fields of the row say, which names none of them.
func (r *importRow) tookOf(v importer.Values, rest importer.Field, err error) error {
	if f := fieldIn(v, err); f != "" {
		return r.took(f, err)
	}
	return r.took(rest, err)
}

// fieldIn is the field of some that an error is about: the one that it names, else the
// first that is wrong as a line in the same way.
func fieldIn(v importer.Values, err error) importer.Field {
	if f := fieldOf(err); f != "" || err == nil {
		return f
	}
	for _, f := range slices.Sorted(maps.Keys(v)) {
		if wrong := operator.CheckLine("", v[f]); wrong != nil && reasonOf(wrong) == reasonOf(err) {
			return f
		}
	}
	return ""
}

// saleFieldOf is the field that an error of a sale is about: its id is none of the home's.
func saleFieldOf(v importer.Values, err error) importer.Field {
	switch f := fieldIn(v, err); f {
	case importer.ExternalID:
		return importer.SaleID
	case "":
		if v[importer.ExpectedClosing] == "" && v[importer.ClosingDate] != "" {
			return importer.ClosingDate
		}
		return importer.ExpectedClosing
	default:
		return f
	}
}

func reasonOf(err error) any {
	e, ok := errors.AsType[*operator.Error](err)
	if !ok {
		return nil
	}
	return e.Details["reason"]
}

// fieldOf is the field that an error names by its reason; empty for none.
func fieldOf(err error) importer.Field {
	e, ok := err.(*operator.Error)
	if !ok {
		return ""
	}
	switch e.Details["reason"] {
	case "bad_email", "email_taken":
		return importer.Email
	case "bad_role", "last_admin":
		return importer.Role
	case "external_id_taken", "bad_external_id":
		return importer.ExternalID
	case "bad_code", "code_taken", "no_code":
		return importer.Code
	case "bad_price":
		return importer.Price
	}
	return ""
}
