package operator

import (
	"errors"
	"fmt"
)

// DiagnoseRequest asks how the service is.
type DiagnoseRequest struct{}

// Health is how something is that was looked at.
type Health string

// The states of health.
const (
	HealthOK      Health = "ok"
	HealthWarning Health = "warning" // it works, and may not for long
	HealthProblem Health = "problem" // it does not work, or is not safe
)

// Diagnosis is one thing that was looked at. Advice is what to do about it.
type Diagnosis struct {
	Subject string  `json:"subject"` // "disk"
	Status  Health  `json:"status"`
	Text    string  `json:"text"`
	Advice  *string `json:"advice"`
}

// Diagnosed says how something is, in a sentence in small letters.
func Diagnosed(subject string, status Health, format string, args ...any) Diagnosis {
	return Diagnosis{Subject: subject, Status: status, Text: fmt.Sprintf(format, args...)}
}

// WithAdvice returns d with what to do about it: a command, or a sentence.
func (d Diagnosis) WithAdvice(format string, args ...any) Diagnosis {
	d.Advice = Optional(fmt.Sprintf(format, args...))
	return d
}

// Failed is the problem that an error is. Its hint is the advice.
func Failed(subject string, err error) Diagnosis {
	d := Diagnosed(subject, HealthProblem, "%s", err.Error())
	if e, ok := errors.AsType[*Error](err); ok {
		d.Advice = Optional(e.Hint)
	}
	return d
}

// SweepRequest asks for the files to be removed that nothing names any more: those
// of deleted messages, and those that were uploaded and never sent.
type SweepRequest struct{}

// SweepReport is what a sweep has removed, or would remove. Kept is how many files
// are there afterwards.
type SweepReport struct {
	Files     int   `json:"files"`
	Bytes     int64 `json:"bytes"`
	Kept      int   `json:"kept"`
	Leftovers int   `json:"leftovers"` // files that were never whole; not counted in a dry run
}
