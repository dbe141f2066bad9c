package cli

import "github.com/spf13/cobra"

// The ways to write a time, each with what it means. A test reads the left side:
// where it has several, they stand between commas.
var (
	moments = [][2]string{
		{"2026-05-01T15:04:05Z", "as programs write it, in a zone of its own"},
		{"2026-05-01 15:04", "a day and a time of day"},
		{"2026-05-01", "the midnight that the day begins with"},
		{"15:04, 9am, 9:30pm", "today"},
		{"today, tomorrow, yesterday", "its midnight"},
		{"tomorrow 9am, today 15:04", "a time of that day"},
		{"mon, friday, sun 9am", "the next day of that name, today left out"},
		{"+90m, -4h", "minutes and hours from now, or ago"},
		{"+3d, -2w", "days and weeks of the calendar from now, or ago"},
	}
	days = [][2]string{
		{"2026-05-01", "year, month, day, and no other order"},
		{"today, tomorrow, yesterday", ""},
		{"mon, friday", "the next day of that name, today left out"},
		{"+3d, -2w", "from today"},
	}
	ages = [][2]string{
		{"90m, 4h", "minutes and hours"},
		{"3d, 2w", "days of 24 hours, and weeks of seven"},
	}
)

func timeTopic(*cobra.Command, int) string {
	return rows("A TIME is a moment, read in the workspace's time zone (operator workspace show)\nunless it has a zone of its own:", moments) + "\n" +
		rows("A DAY has no time of day:", days) + "\n" +
		rows("An AGE is a length of time; a DURATION, as for --timeout, can have seconds: 30s.", ages) +
		`
Where clocks are put forward, a time that is skipped moves forward by as much;
where they are put back, the first of the two is meant.

  operator inbox snooze C42 --until "mon 9am"
  operator inbox snooze C42 --until +4h
  operator msg list C42 --since yesterday
  operator conversation list --older-than 3d
  operator transaction close MR-014 --date today --yes

On a terminal times are shown in the workspace's zone, and recent ones as an
age. Programs get UTC: see operator help formatting. OPERATOR_NOW stands in for
the present in examples and tests: OPERATOR_NOW=2026-05-01T15:04:05Z.
`
}
