package workspace

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newEdit(d *deps.Deps) *cobra.Command {
	var req operator.EditWorkspaceRequest
	cmd := &cobra.Command{
		Use:   "edit",
		Short: "Change the workspace",
		Long:  "Change the workspace. What no flag names stays as it is.",
		Example: `  operator workspace edit --name "Acme Homes"
  operator workspace edit --timezone America/Denver
  operator workspace edit --business-hours "mon-fri 08:00-17:00"
  operator workspace edit --reply-target 4h`,
		Args: deps.Args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return deps.Act(cmd.Context(), d, Thing(d), req, operator.Service.EditWorkspace)
		},
	}
	f := cmd.Flags()
	deps.Optional(f, &req.Name, "name", "the company's `NAME`")
	deps.Optional(f, &req.TimeZone, "timezone", "the `ZONE` that times are in, as America/Denver")
	deps.Optional(f, &req.Currency, "currency", "the `CODE` of the currency, as USD")
	deps.Optional(f, &req.BusinessHours, "business-hours", "the `HOURS` of the office, as mon-fri 09:00-17:00")
	deps.Optional(f, &req.ReplyTarget, "reply-target", "answer within `TIME` of business hours, as 4h or 2d; \"\" is one day")
	cmd.MarkFlagsOneRequired("name", "timezone", "currency", "business-hours", "reply-target")
	return cmd
}

// hours writes business hours as edit takes them.
func hours(w operator.Workspace) string {
	h := w.BusinessHours
	if len(h.Days) == 0 {
		return ""
	}
	return strings.Join(h.Days, ",") + " " + h.Open + "-" + h.Close
}

// shortHours is hours with the first and the last of days in a row: mon-fri.
func shortHours(w operator.Workspace) string {
	const week = "mon,tue,wed,thu,fri,sat,sun"
	days := w.BusinessHours.Days
	if len(days) > 2 && strings.Contains(week, strings.Join(days, ",")) {
		w.BusinessHours.Days = []string{days[0] + "-" + days[len(days)-1]}
	}
	return hours(w)
}
