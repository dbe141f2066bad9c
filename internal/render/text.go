package render

import (
	"fmt"
	"strings"
	"time"
)

// Age is how long ago at was, or "in" how long it will be, in the largest unit
// that fits: "now", "3 min", "2 h", "5 d", "3 mo", "2 y". Empty for the zero time.
func Age(now, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	d, before := now.Sub(at), ""
	if d < 0 {
		d, before = -d, "in "
	}
	if before != "" && d > time.Minute {
		d += time.Minute - 1 // what was put off by 3 days a moment ago is in 3 days, not 2
	}
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return fmt.Sprintf("%s%d min", before, d/time.Minute)
	case d < day:
		return fmt.Sprintf("%s%d h", before, d/time.Hour)
	case d < 60*day:
		return fmt.Sprintf("%s%d d", before, d/day)
	case d < 730*day:
		return fmt.Sprintf("%s%d mo", before, d/(30*day))
	}
	return fmt.Sprintf("%s%d y", before, d/(365*day))
}

// Time is a time for people, to the minute, in the zone: "2026-05-01 15:04".
// Empty for the zero time.
func Time(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return ""
	}
	return at.In(zone).Format("2006-01-02 15:04")
}

// Stamp is a time for programs: RFC 3339 in UTC. Empty for the zero time.
func Stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}

// Size is a number of bytes for people: "512 B", "1.5 KiB", "24 MiB".
func Size(bytes int64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%d B", bytes)
	}
	n, unit := float64(bytes), 0
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"}
	for n >= 1023.5 && unit < len(units)-1 {
		n /= 1024
		unit++
	}
	if n < 9.95 {
		return fmt.Sprintf("%.1f %s", n, units[unit])
	}
	return fmt.Sprintf("%.0f %s", n, units[unit])
}

// Money is an amount for people, with commas between thousands: 489900.00 of USD
// is "489,900.00 USD". What is no plain decimal number stays as it is.
func Money(amount, currency string) string {
	if amount == "" {
		return ""
	}
	whole, cents, _ := strings.Cut(amount, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	if whole == "" || strings.Trim(whole+cents, "0123456789") != "" {
		return strings.TrimSpace(amount + " " + currency)
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if cents != "" {
		whole += "." + cents
	}
	return strings.TrimSpace(sign + whole + " " + currency)
}
