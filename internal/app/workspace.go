package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// defaultCurrency is the currency of a workspace that names none.
const defaultCurrency = "USD"

// weekdays are the days of business hours, in order.
func weekdays() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

// ShowWorkspace shows the workspace. Everybody in the directory may see it.
func (a *App) ShowWorkspace(ctx context.Context, req operator.WorkspaceRequest) (operator.Workspace, error) {
	return view(ctx, a, req, func(s *session, _ operator.WorkspaceRequest) (operator.Workspace, error) {
		return showWorkspace(s.ws), nil
	})
}

// EditWorkspace changes the workspace.
func (a *App) EditWorkspace(ctx context.Context, req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	return change(ctx, a, "workspace.edit", req, (*session).editWorkspace)
}

func showWorkspace(ws store.Workspace) operator.Workspace {
	return operator.Workspace{
		Name: ws.Name, TimeZone: ws.TimeZone, Currency: ws.Currency,
		BusinessHours: operator.BusinessHours{Days: append([]string{}, ws.Days...), Open: ws.Open, Close: ws.Close},
		ReplyTarget:   int(replyTarget(ws, officeHours(ws, time.UTC)) / time.Second), // a length is the same in every zone
		CreatedAt:     ws.Created, UpdatedAt: ws.Updated,
	}
}

func (s *session) editWorkspace(req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	if err := s.may(policy.RunWorkspace); err != nil {
		return operator.Workspace{}, err
	}
	ws, e := s.ws, edits{}
	if err := editWorkspaceFields(e, &ws, req); err != nil {
		return operator.Workspace{}, err
	}
	if len(e) == 0 {
		s.unchanged = true
		return showWorkspace(ws), nil
	}
	ws.Updated = s.now
	if err := s.tx.PutWorkspace(ws); err != nil {
		return operator.Workspace{}, err
	}
	s.record("workspace.edited", "", 0, nil, e)
	return showWorkspace(ws), nil
}

func editWorkspaceFields(e edits, ws *store.Workspace, req operator.EditWorkspaceRequest) error {
	if err := setName(e, "name", "the name", &ws.Name, req.Name); err != nil {
		return err
	}
	if req.TimeZone != nil {
		if err := checkZone(*req.TimeZone); err != nil {
			return err
		}
		set(e, "time_zone", &ws.TimeZone, *req.TimeZone)
	}
	if req.Currency != nil {
		currency, err := checkCurrency(*req.Currency)
		if err != nil {
			return err
		}
		set(e, "currency", &ws.Currency, currency)
	}
	if req.BusinessHours != nil {
		days, open, closing, err := parseHours(*req.BusinessHours)
		if err != nil {
			return err
		}
		if !slices.Equal(days, ws.Days) {
			e["days"] = edit{ws.Days, days}
			ws.Days = days
		}
		set(e, "open", &ws.Open, open)
		set(e, "close", &ws.Close, closing)
	}
	return setTarget(e, ws, req.ReplyTarget)
}

// longestTarget is the longest time within which the team may say that it answers,
// in hours of the office: some years of any.
const longestTarget = 1000 * time.Hour

// setTarget gives the workspace a reply target, in hours or days of the office;
// empty is the default.
func setTarget(e edits, ws *store.Workspace, want *string) error {
	if want == nil {
		return nil
	}
	var target time.Duration
	if *want != "" {
		var err error
		if target, err = officeHours(*ws, time.UTC).Target(*want); err != nil {
			return err
		}
		if target <= 0 || target > longestTarget {
			return operator.Errorf(operator.Invalid, "%q is not a time to answer within: more than nothing, and at most %d hours of the office", *want, longestTarget/time.Hour).
				WithHint("write it like 4h, or 2d for two days of the office").Reason("out_of_range")
		}
	}
	set(e, "reply_target", &ws.Target, int64(target/time.Second))
	return nil
}

// checkZone takes the name of a time zone in the IANA database: UTC, or a place.
// Names without a place, like EST, are kept there for old programs only and know
// no summer time.
func checkZone(name string) error {
	place := strings.Contains(name, "/") && !strings.HasPrefix(name, "posix/") && !strings.HasPrefix(name, "right/")
	if place || name == "UTC" {
		if _, err := time.LoadLocation(name); err == nil {
			return nil
		}
	}
	return operator.Errorf(operator.Invalid, "%q is not a time zone", name).
		WithHint("give a name of the IANA database, like America/Denver or UTC").Reason("bad_time_zone")
}

// checkCurrency takes a code of three letters; empty is the default.
func checkCurrency(code string) (string, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if code == "" {
		return defaultCurrency, nil
	}
	if !isCurrency(code) {
		return "", operator.Errorf(operator.Invalid, "%q is not a currency", code).
			WithHint("give a code of ISO 4217, like USD").Reason("bad_currency")
	}
	return code, nil
}

// parseHours reads "mon-fri 09:00-17:00" or "mon,wed,sat 09:00-12:30".
func parseHours(text string) (days []string, open, closing string, err error) {
	bad := operator.Errorf(operator.Invalid, "%q is not business hours", text).
		WithHint("write them like \"mon-fri 09:00-17:00\"").Reason("bad_hours")
	parts := strings.Fields(strings.ToLower(text))
	if len(parts) != 2 {
		return nil, "", "", bad
	}
	days, ok := parseDays(parts[0])
	open, closing, dash := strings.Cut(parts[1], "-")
	if !ok || !dash || !isClock(open) || !isClock(closing) || open >= closing {
		return nil, "", "", bad
	}
	return days, open, closing, nil
}

// parseDays reads days and ranges of days, as in "mon-wed,sat", and gives them
// in the order of the week.
func parseDays(text string) ([]string, bool) {
	all := weekdays()
	open := map[int]bool{}
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, to := slices.Index(all, first), slices.Index(all, last)
		if from < 0 || to < 0 {
			return nil, false
		}
		for i := from; ; i = (i + 1) % len(all) {
			open[i] = true
			if i == to {
				break
			}
		}
	}
	var days []string
	for i, day := range all {
		if open[i] {
			days = append(days, day)
		}
	}
	return days, true
}

func isClock(text string) bool {
	t, err := time.Parse("15:04", text)
	return err == nil && t.Format("15:04") == text
}
