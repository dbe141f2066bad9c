// Package transcript is the commands that take the history of a home or of a sale
// out as a folder, and that find out whether such a folder was altered.
package transcript

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/cli/deps"
	"github.com/seed-34ad0ce1/operator/internal/download"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// New builds the commands.
func New(d *deps.Deps) *cobra.Command {
	var formats []string
	out := ""
	cmd := &cobra.Command{
		Use:   "transcript CODE|T3",
		Short: "Write the history of a home or a sale into a folder",
		Long: `Write the history of a home, or of one sale, into a folder: the home, its sales
and people, milestones, updates with who saw them, every conversation with every
message, what was edited and deleted, the files that were sent, and the events. It
is there as a page to read (transcript.html), as a document to print
(transcript.pdf) and as JSON, as far as you may see it. That it was made is an
event of the log.

What is in the folder is listed with its SHA-256. Note the digest that is printed
in another place: with it, operator transcript verify DIR --expect DIGEST proves
that the folder is still the one that was made.`,
		Example: `  operator transcript MR-014
  operator transcript T3 --format pdf --out ./for-the-lawyer
  operator transcript verify ./transcript-MR-014`,
		Args:              deps.Args("CODE|T3"),
		ValidArgsFunction: deps.CompleteArgs(d, "property|transaction"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := options(d, args[0], formats, out)
			if err != nil {
				return err
			}
			return run(cmd.Context(), d, operator.TranscriptRequest{Of: operator.Ref(args[0])}, o)
		},
	}
	f := cmd.Flags()
	f.StringArrayVar(&formats, "format", nil, "only this `FORMAT`, html, pdf or json; can be repeated")
	f.StringVar(&out, "out", "", "the `DIR` to make; else transcript-CODE in this folder")
	deps.CompleteValues(cmd, "format", transcript.Formats()...)
	cmd.AddCommand(newVerify(d))
	return cmd
}

// options is what to make, and where.
func options(d *deps.Deps, of string, formats []string, out string) (transcript.Options, error) {
	o := transcript.Options{Dir: out, Program: program()}
	for _, given := range formats {
		format := transcript.Format(strings.ToLower(given))
		switch format {
		case transcript.HTML, transcript.PDF, transcript.JSON:
			o.Formats = append(o.Formats, format)
		default:
			return o, operator.Errorf(operator.Usage, "--format: no format %q", given).WithHint("--format html, pdf or json").Reason("bad_flag")
		}
	}
	if out == "" {
		o.Dir = "transcript-" + download.Name(of, "", 1)
	}
	if err := render.Check(d.Output, fields()); err != nil {
		return o, err
	}
	return o, transcript.Vacant(o.Dir)
}

// program is which program this is.
func program() string {
	version := "dev"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return "operator " + version
}

func run(ctx context.Context, d *deps.Deps, req operator.TranscriptRequest, o transcript.Options) error {
	made, err := deps.Change(ctx, d, func(ctx context.Context, s operator.Service) (transcript.Made, error) {
		t, err := s.Transcript(ctx, req)
		if err != nil {
			return transcript.Made{}, err
		}
		if d.DryRun {
			return transcript.Plan(t, o)
		}
		bar := render.NewProgress(d.IO, d.Output, "fetching the files", d.Verbose, time.Now)
		o.Progress = bar.Update
		defer bar.Stop()
		return transcript.Write(ctx, s, t, o)
	})
	if err != nil {
		return err
	}
	if err := render.One(d.IO, d.Output, made, fields(), func(m transcript.Made) string { return m.Dir }); err != nil {
		return err
	}
	if !d.DryRun {
		deps.Tell(d, "note the digest elsewhere; later: operator transcript verify %s --expect %s", deps.Quoted(made.Dir), operator.Value(made.SHA256))
	}
	return nil
}

// fields is how a transcript that was made is written.
func fields() []render.Field[transcript.Made] {
	type made = transcript.Made
	return []render.Field[made]{
		{Name: "dir", Title: "Transcript", Reference: true, Text: func(m made) string { return filepath.Clean(m.Dir) }},
		{Name: "of", Title: "Of", Reference: true, Text: func(m made) string { return m.Of }},
		{Name: "formats", Title: "Formats", Text: func(m made) string { return deps.Words(m.Formats) }},
		{Name: "counts", Title: "Holds", Text: holds, Exact: exactly},
		{Name: "files", Title: "Files", Text: func(m made) string { return strconv.Itoa(m.Files) }},
		{Name: "bytes", Title: "Size", Text: func(m made) string { return render.Size(m.Bytes) }, Exact: func(m made) string { return strconv.FormatInt(m.Bytes, 10) }},
		{Name: "head", Title: "Head", Reference: true, Text: func(m made) string { return operator.Value(m.Head) }},
		{Name: "sha256", Title: "Digest", Reference: true, Text: func(m made) string { return operator.Value(m.SHA256) }},
		{Name: "content", Title: "Content", Reference: true, Hidden: true, Text: func(m made) string { return m.Content }},
	}
}

// holds is how much is told.
func holds(m transcript.Made) string {
	n := m.Counts
	return fmt.Sprintf("%s, %s in %s, %s, %s", deps.Count(n.Updates, "update", "updates"), deps.Count(n.Messages, "message", "messages"),
		deps.Count(n.Conversations, "conversation", "conversations"), deps.Count(n.Events, "event", "events"), deps.Count(n.Attachments, "file", "files"))
}

func exactly(m transcript.Made) string {
	n := m.Counts
	return fmt.Sprintf("%d/%d/%d/%d/%d", n.Updates, n.Conversations, n.Messages, n.Events, n.Attachments)
}
