package deps

import "github.com/seed-34ad0ce1/operator/internal/term"

// Paged shows what write writes to Out in a pager, where it is longer than the
// terminal and --no-pager is not given. List and Show do so; what goes on until it
// is stopped must not.
func Paged(d *Deps, write func() error) error {
	if d.NoPager {
		return write()
	}
	return term.Paged(d.IO, write)
}
