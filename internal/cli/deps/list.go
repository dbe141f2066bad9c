package deps

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// maxLimit is the most that --limit takes. No list is so long.
const maxLimit = 1_000_000_000

// Paging is the flags of a list: --limit and --cursor.
type Paging struct {
	limit  int
	given  bool // --limit was
	cursor operator.Cursor
	// Rows is how many rows a table shows where nothing else is said; 50 if zero.
	Rows int
	// Foot, if not nil, says below a table what the rows do not; "" for nothing.
	// It is asked when they are written.
	Foot func() string
}

// Flags defines the flags.
func (p *Paging) Flags(f *pflag.FlagSet) {
	f.VarP(limitFlag{p}, "limit", "L", fmt.Sprintf("show at most `N`; 0 is all (default: %d in a table, else all)", p.rows()))
	f.StringVar((*string)(&p.cursor), "cursor", "", "go on from `CURSOR`, which a list with --limit gave")
}

// All lists everything, for a command whose list has no end of its own.
func (p *Paging) All() { p.limit, p.given = 0, true }

// limitFlag is --limit.
type limitFlag struct{ p *Paging }

var _ pflag.Value = limitFlag{}

func (l limitFlag) String() string {
	if l.p == nil || !l.p.given {
		return ""
	}
	return strconv.Itoa(l.p.limit)
}

func (l limitFlag) Set(text string) error {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		return err
	case n < 0:
		return operator.Errorf(operator.Usage, "%d is negative", n).WithHint("0 is all").Reason("limit")
	case n > maxLimit:
		return operator.Errorf(operator.Usage, "%d is too many", n).WithHint("0 is all").Reason("limit")
	}
	l.p.limit, l.p.given = n, true
	return nil
}

func (l limitFlag) Type() string { return "number" }

// all says that no number ends the list.
func (p *Paging) all(d *Deps) bool { return p.given && p.limit == 0 || !p.given && !d.ForPeople() }

// rows is how many rows are shown where not all are.
func (p *Paging) rows() int {
	if p.given {
		return p.limit
	}
	return cmp.Or(p.Rows, operator.DefaultPage)
}

// List writes a list, page by page. page asks the service for one page:
//
//	return deps.List(cmd.Context(), d, &paging, sheet(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Person], error) {
//		req.Paging = p
//		return s.ListPeople(ctx, req)
//	})
//
// A table shows 50 rows and says on standard error how many more there are. Other
// formats hold all there is, or --limit rows and then "next: CURSOR" on standard
// error. The service is let go of between pages.
func List[T any](ctx context.Context, d *Deps, p *Paging, sheet render.Sheet[T], page func(context.Context, operator.Service, operator.Paging) (operator.Page[T], error)) error {
	var last operator.Page[T]
	pages := func(yield func(T, error) bool) {
		cursor, all, left := p.cursor, p.all(d), p.rows()
		for all || left > 0 {
			ask := operator.Paging{Limit: operator.MaxPage, Cursor: cursor}
			if !all {
				ask.Limit = min(left, operator.MaxPage)
				ask.Count = d.ForPeople() && left <= operator.MaxPage
			}
			var err error
			last, err = Use(ctx, d, func(ctx context.Context, s operator.Service) (operator.Page[T], error) {
				return page(ctx, s, ask)
			})
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range last.Items {
				if !yield(item, nil) {
					return
				}
			}
			if last.Next == "" {
				return
			}
			cursor = last.Next
			left -= len(last.Items)
		}
	}
	err := Paged(d, func() error { return render.Stream(d.IO, d.Output, pages, sheet) })
	if err == nil {
		p.rest(d, last.Next, last.Remaining, last.MoreThan)
	}
	return err
}

// rest says what is left of the list: to people how much, to programs from where
// to go on.
func (p *Paging) rest(d *Deps, next operator.Cursor, remaining int, moreThan bool) {
	if !d.ForPeople() {
		if next != "" {
			render.Note(d.IO, render.Output{}, "next: %s", next) // also to who wants results alone
		}
		return
	}
	more := ""
	switch {
	case next == "":
	case remaining == 0:
		more = "more: --limit 0"
	case moreThan:
		more = fmt.Sprintf("more than %d more: --limit 0", remaining)
	default:
		more = fmt.Sprintf("%d more: --limit 0", remaining)
	}
	if p.Foot != nil {
		if foot := p.Foot(); foot != "" && more != "" {
			more = foot + "; " + more
		} else if foot != "" {
			more = foot
		}
	}
	if more != "" {
		render.Note(d.IO, d.Output, "%s", more)
	}
}

// FieldsOf is what one row of a list says, as lines about a single thing.
func FieldsOf[T any](sheet render.Sheet[T]) []render.Field[T] {
	columns := sheet.Columns
	if sheet.Group != nil {
		columns = append([]render.Column[T]{*sheet.Group}, columns...)
	}
	fields := make([]render.Field[T], len(columns))
	for i, c := range columns {
		fields[i] = render.Field[T]{Name: c.Name, Title: c.Title, Text: c.Text, Exact: c.Exact, Reference: c.Reference, Hidden: c.Hidden}
	}
	return fields
}
