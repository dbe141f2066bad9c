package update

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func newReceipts(d *deps.Deps) *cobra.Command {
	var paging deps.Paging
	var req operator.ListReceiptsRequest
	cmd := &cobra.Command{
		Use:   "receipts UPDATE",
		Short: "List who an update reached, and what they did",
		Long: `List who an update reached: when it was delivered, seen, acknowledged and liked,
and by what means. An acknowledgement given for somebody else is marked.`,
		Example: `  operator update receipts U17
  operator update receipts U17 -o csv`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Update = operator.Ref(args[0])
			return deps.List(cmd.Context(), d, &paging, receipts(d), func(ctx context.Context, s operator.Service, p operator.Paging) (operator.Page[operator.Receipt], error) {
				req.Paging = p
				return s.ListReceipts(ctx, req)
			})
		},
	}
	paging.Flags(cmd.Flags())
	return cmd
}

func receipts(d *deps.Deps) render.Sheet[operator.Receipt] {
	column := func(name, title string, of func(operator.Receipt) *time.Time) render.Column[operator.Receipt] {
		return render.Column[operator.Receipt]{
			Name: name, Title: title,
			Text:  func(r operator.Receipt) string { return d.OptionalAge(of(r), "") },
			Exact: func(r operator.Receipt) string { return deps.Stamp(of(r)) },
		}
	}
	reminded := column("reminded_at", "Reminded", func(r operator.Receipt) *time.Time { return r.RemindedAt })
	reminded.Hidden = true
	acknowledged := column("acknowledged_at", "Acknowledged", func(r operator.Receipt) *time.Time { return r.AcknowledgedAt })
	age := acknowledged.Text
	acknowledged.Text = func(r operator.Receipt) string {
		switch {
		case r.AcknowledgedAt != nil && r.OnBehalf:
			return age(r) + " on behalf"
		case r.AcknowledgedAt == nil && r.Required && r.RemindedAt != nil:
			return "asked for, reminded " + reminded.Text(r)
		case r.AcknowledgedAt == nil && r.Required:
			return "asked for"
		}
		return age(r)
	}
	return render.Sheet[operator.Receipt]{
		Columns: []render.Column[operator.Receipt]{
			{Name: "person", Title: "Person", Flexible: true, Text: func(r operator.Receipt) string { return deps.Who(r.Person) }, Exact: func(r operator.Receipt) string { return r.Person.Ref.String() }},
			{Name: "kind", Title: "Kind", Text: func(r operator.Receipt) string { return string(r.Person.Kind) }},
			column("delivered_at", "Delivered", func(r operator.Receipt) *time.Time { return r.DeliveredAt }),
			column("seen_at", "Seen", func(r operator.Receipt) *time.Time { return r.SeenAt }),
			acknowledged,
			column("liked_at", "Liked", func(r operator.Receipt) *time.Time { return r.LikedAt }),
			{Name: "on_behalf", Title: "On behalf", Hidden: true, Text: func(r operator.Receipt) string { return fmt.Sprint(r.OnBehalf) }},
			{Name: "required", Title: "Asked for", Hidden: true, Text: func(r operator.Receipt) string { return fmt.Sprint(r.Required) }},
			reminded,
			{Name: "means", Title: "By", Hidden: true, Text: func(r operator.Receipt) string { return deps.Text(r.Means) }},
		},
		Ref:   func(r operator.Receipt) string { return r.Person.Ref.String() },
		Empty: "It reached nobody.",
	}
}

// forms are the forms that photos can be had in.
var forms = []operator.Rendition{operator.RenditionFull, operator.RenditionWeb, operator.RenditionThumbnail, operator.RenditionOriginal}

func newDownload(d *deps.Deps) *cobra.Command {
	var save deps.Save
	var form operator.Rendition
	cmd := &cobra.Command{
		Use:   "download UPDATE",
		Short: "Save the files of an update",
		Long: `Save the files of an update in a folder, under their own names as far as those are
safe, and print where they are. Photos can be had smaller, for the web or as
thumbnails; originals, where they were kept, are for the team.`,
		Example: `  operator update download U17 --out photos
  operator update download U17 --index 1 --form thumbnail --out - > small.jpg`,
		Args:              deps.Args("UPDATE"),
		ValidArgsFunction: deps.CompleteArgs(d, "update"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(forms, form) {
				return operator.Errorf(operator.Usage, "no form %q of photos", form).
					WithHint("--form web, thumbnail or original").Reason("bad_form")
			}
			if err := save.Check(d); err != nil {
				return err
			}
			id := operator.Ref(args[0])
			u, err := deps.Use(cmd.Context(), d, func(ctx context.Context, s operator.Service) (update, error) {
				return s.ShowUpdate(ctx, operator.ShowUpdateRequest{Update: id})
			})
			if err != nil {
				return err
			}
			if u.State == operator.UpdateDeleted {
				return operator.Errorf(operator.NotFound, "%s was deleted, and its files with it", u.Ref).
					WithHint("operator update show %s", u.Ref).Reason("deleted")
			}
			return save.Run(cmd.Context(), d, u.Ref.String(), u.Attachments, func(ctx context.Context, s operator.Service, index int) (operator.OpenedFile, error) {
				return s.OpenUpdateFile(ctx, operator.OpenUpdateFileRequest{Update: id, Index: index, Rendition: form})
			})
		},
	}
	save.Flags(cmd)
	cmd.Flags().StringVar((*string)(&form), "form", "", "photos in `FORM`: web, thumbnail or original (default: as everybody sees them)")
	deps.CompleteValues(cmd, "form", forms[1:]...)
	return cmd
}
