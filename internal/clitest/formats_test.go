package clitest

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/cli"
	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

// row is a command that prints data.
type row struct {
	command string
	kind    string // what it prints, as the files in testdata/fields are called
	shape   shape
	args    string
}

// shape is what a command prints: one thing, a list, or a report, which is one
// thing in JSON and a list of what it is made of in a table.
type shape int

const (
	one shape = iota
	list
	report
)

// TestNoCommandIsLeftOutOfTheFormats names the commands that are in neither list of
// formats_rows_test.go, and those that are there and are no commands.
func TestNoCommandIsLeftOutOfTheFormats(t *testing.T) {
	listed := maps.Clone(silent)
	for _, r := range printing {
		listed[r.command] = r.kind
	}
	paths := cli.Paths()
	for _, path := range paths {
		if listed[path] == "" {
			t.Errorf("operator %s: formats_rows_test.go does not say what it prints", path)
		}
	}
	for command := range listed {
		if !slices.Contains(paths, command) {
			t.Errorf("there is no operator %s", command)
		}
	}
}

// TestEveryCommandPrintsEveryFormat crosses commands and formats.
func TestEveryCommandPrintsEveryFormat(t *testing.T) {
	g := newGallery(t)
	fields := map[string]fields{}
	for _, r := range printing {
		if !slices.Contains(cli.Paths(), r.command) {
			continue
		}
		if fields[r.kind] == nil {
			fields[r.kind] = newFields()
		}
		t.Run(r.command, func(t *testing.T) { exhibit{t, g, r, fields[r.kind]}.run() })
	}
	t.Run("fields", func(t *testing.T) { checkFields(t, fields) })
}

// gallery is a workspace in which everything there is can be shown. Commands run in
// this process: there are a thousand of them.
type gallery struct {
	t      *testing.T
	env    map[string]string
	called map[string]string // what names stand for
	names  *strings.Replacer
}

// newGallery makes the workspace by commands.
func newGallery(t *testing.T) *gallery {
	t.Helper()
	dir := t.TempDir()
	g := &gallery{t: t, called: map[string]string{}, env: map[string]string{
		"HOME": dir, "XDG_CONFIG_HOME": filepath.Join(dir, ".config"), "XDG_DATA_HOME": filepath.Join(dir, ".local/share"),
		"OPERATOR_STORE": filepath.Join(dir, "store"), "OPERATOR_NOW": "2026-05-01T12:00:00Z", "NO_COLOR": "1",
	}}
	g.call("OUT", dir)
	g.call("NEW", filepath.Join(dir, "new"))
	g.call("ARCHIVE", filepath.Join(dir, "all.tar"))
	g.call("RECORD", filepath.Join(dir, "record"))
	g.call("BACKUP", filepath.Join(dir, "backup.tar"))
	g.call("PLAN", writeFile(t, dir, "plan.txt", "A plan"))
	g.call("LIST", writeFile(t, dir, "list.csv", "Name,Email\nIda Listed,ida@mail.example\n"))
	g.call("STEPS", writeFile(t, dir, "steps.txt", "Slab : The slab is poured.\nRoof\n"))
	g.call("PHOTO", writeFile(t, dir, "photo.png", photo(t)))
	for line := range strings.Lines(furnish) {
		g.furnish(strings.TrimSpace(line))
	}
	g.env["OPERATOR_NOW"] = "2026-05-02T12:00:00Z"
	return g
}

// call gives what is called by a name.
func (g *gallery) call(name, what string) {
	g.called[name] = what
	// The longest first: SPARE_BUYER is not BUYER.
	var pairs []string
	for _, n := range slices.SortedFunc(maps.Keys(g.called), func(a, b string) int { return len(b) - len(a) }) {
		pairs = append(pairs, n, g.called[n])
	}
	g.names = strings.NewReplacer(pairs...)
}

// furnish runs a line of the text furnish.
func (g *gallery) furnish(line string) {
	g.t.Helper()
	name, command, found := strings.Cut(line, " = ")
	if !found {
		name, command = "", line
	}
	if command == "" {
		return
	}
	args := strings.Fields(g.names.Replace(command))
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "_", " ")
	}
	if name != "" {
		args = append(args, "-o", "id")
	}
	got := g.run(nil, append(args, "--yes")...)
	if got.status != 0 {
		g.t.Fatalf("operator %q: status %d, %s", args, got.status, got.err)
	}
	if name != "" {
		g.call(name, strings.TrimSpace(got.out))
	}
}

// run runs a command. look, if not nil, changes the terminal.
func (g *gallery) run(look func(*term.IO), args ...string) answer {
	stream, out, errOut := term.Test("")
	stream.Env = func(name string) string { return g.env[name] }
	if look != nil {
		look(stream)
	}
	status := cli.Main(context.Background(), stream, args, cli.Version{Number: "0.0.0-test", Commit: "abc"})
	return answer{status, out.String(), errOut.String()}
}

// exhibit is one command in the gallery.
type exhibit struct {
	t      *testing.T
	g      *gallery
	row    row
	fields fields
}

func (e exhibit) args(more ...string) []string {
	return slices.Concat(strings.Fields(e.row.command), strings.Fields(e.g.names.Replace(e.row.args)), more)
}

// prints runs the command, which must succeed, and gives what it printed.
func (e exhibit) prints(more ...string) string {
	e.t.Helper()
	got := e.g.run(nil, e.args(more...)...)
	if got.status != e.status() {
		e.t.Fatalf("%q: status %d, %s", more, got.status, got.err)
	}
	return got.out
}

// status is that of success: 1 where what is printed is what was found.
func (e exhibit) status() int {
	if finds[e.row.kind] {
		return 1
	}
	return 0
}

func (e exhibit) run() {
	raw := e.prints("-o", "json")
	shown := e.json(raw)
	for _, object := range shown {
		e.fields.see(object)
	}
	check := map[render.Format]func(out string, shown []any){
		render.JSON: func(out string, _ []any) { e.same("json again", raw, out) }, render.JSONL: e.jsonl, render.YAML: e.yaml,
		render.CSV: e.csv, render.TSV: e.tsv, render.Markdown: e.markdown, render.HTML: e.html, render.Table: e.table,
	}
	for _, name := range render.Formats() {
		format := render.Format(name)
		switch {
		case format == render.ID && noReferences[e.row.kind]:
			e.refuses(64, "-o", "id")
		case format == render.ID:
			e.references(e.prints("-o", "id"), shown)
		case check[format] == nil:
			e.t.Errorf("nothing checks the format %s", format)
		default:
			check[format](e.prints("-o", name), shown)
		}
	}
	e.columns(shown)
	e.same("--jq .", sorted(e.t, raw), sorted(e.t, e.prints("--jq", ".")))
	e.same("--template", sorted(e.t, raw), sorted(e.t, e.prints("--template", "{{json .}}")))
	e.same("--jq by line", e.prints("--jq", e.eachThing()+"|keys"), e.prints("-o", "jsonl", "--jq", "keys"))
	e.terminals()
	for _, bad := range [][]string{
		{"--columns", "no_such"},
		{"--columns", "no_such", "-o", "json"},
		{"--columns", "no_such", "-o", "csv"},
		{"-o", "no-such"},
		{"--jq", ".["},
		{"--template", "{{"},
		{"--jq", ".", "--template", "x"},
		{"--jq", ".", "-o", "csv"},
	} {
		e.refuses(64, bad...)
	}
	e.refuses(65, "--jq", `error("no")`)
	e.refuses(65, "--template", `{{index . "no_such" 1 2}}`)
}

// eachThing is the jq expression for each thing that is printed.
func (e exhibit) eachThing() string {
	if e.row.shape == list {
		return ".[]"
	}
	return "."
}

// refuses runs the command, which must fail with a status and print nothing.
func (e exhibit) refuses(status int, more ...string) {
	e.t.Helper()
	got := e.g.run(nil, e.args(more...)...)
	if got.status != status || got.out != "" || got.err == "" {
		e.t.Errorf("%q: status %d, want %d; printed %q, said %s", more, got.status, status, got.out, got.err)
	}
}

func (e exhibit) same(what, want, got string) {
	e.t.Helper()
	if want != got && !moving[e.row.kind] {
		e.t.Errorf("%s:\n%.600s\nand not\n%.600s", what, got, want)
	}
}

// terminals writes the command for people: on terminals of every width, for who
// listens, and in a pipe.
func (e exhibit) terminals() {
	for _, width := range []int{40, 60, 80, 120, 200} {
		got := e.g.run(func(t *term.IO) { t.OutTTY, t.ErrTTY, t.Width, t.Height = true, true, width, 10_000 }, e.args()...)
		if got.status != e.status() {
			e.t.Fatalf("on %d columns: status %d, %s", width, got.status, got.err)
		}
		e.fits(width, got.out)
	}
	got := e.g.run(func(t *term.IO) {
		env := t.Env
		t.OutTTY, t.ErrTTY, t.Width, t.Height = true, true, 80, 10_000
		t.Env = func(name string) string {
			if name == "OPERATOR_ACCESSIBLE" {
				return "1"
			}
			return env(name)
		}
	}, e.args()...)
	if got.status != e.status() {
		e.t.Fatalf("for who listens: status %d, %s", got.status, got.err)
	}
	e.spoken(got.out)
}

// furnish is what the gallery is made by, a command a line. NAME = keeps what is
// printed as -o id; _ stands for a blank.
const furnish = `
init --name Acme_Homes --admin Maya_Ortiz_<maya@acme.example> --timezone America/Denver
community add --code MR --name Maple_Ridge
SPARE_PLACE = community add --code SPARE --name 王小明
BUILDING = building add --community MR --number 2 --name House_Two
SPARE_BUILDING = building add --community MR --number 3
property add --community MR --code MR-012 --lot 12 --address 12_Maple_Street --address2 Rear --city Denver --region CO --postcode 80014 --country US --plan 楓の木 --external-id 4711 --building BUILDING
property add --community MR --code MR-014
property add --community MR --code MR-016
TEAM = team add --name Ben_Ode --email ben@acme.example --title Superintendent --phone +13035550123
SPARE_TEAM = team add --name Cy_Spare
BUYER = buyer add --name 王小明_👩‍👩‍👧_אבג --email tom@lee.example --phone mobile=303-555-0123 --external-id crm=42 --title Dr
SPARE_BUYER = buyer add --name Nobody
GONE = buyer add --name Gone
person deactivate GONE
hold set MR-016 --reason A_dispute_王小明
CONTACT = contact add --name Sparks --email sparks@wire.example
community assign MR TEAM
property assign MR-012 TEAM --primary
SALE = transaction open MR-012 --buyer BUYER --price 489900 --contract-date 2026-04-01 --expected-closing 2026-09-01 --external-id T-1
WITHDRAWN = transaction open MR-016 --buyer BUYER --contract-date 2026-04-01
FILES = msg send -p MR-012 --to buyers -b The_tiles_are_here,_שלום --subject Kitchen --attach PLAN
TALK = conversation list
IDLE = team add --name Idle
IDLE_CONTACT = contact add --name Idle
PICTURE = msg reply TALK -b Look --attach PHOTO
msg edit PICTURE -b Look_here
conversation edit TALK --add-label kitchen --add-person TEAM --assignee P1
inbox star TALK
msg reply TALK -b Where? --as BUYER
SENT = msg reply TALK -b Hello_@P1 --in-reply-to FILES
msg reply TALK -b When? --as BUYER
OTHER_TALK = msg send -p MR-012 --to TEAM --internal -b Call_them
OTHER_TALK = conversation list --limit 1
CLOSED = msg send -p MR-012 --to SPARE_TEAM --internal -b Done
CLOSED = conversation list --limit 1
conversation close CLOSED
TEAM_TALK = msg send -p MR-012 --to CONTACT -b One
TEAM_TALK = conversation list --limit 1
TEAM_TALK_TOO = msg send -p MR-012 --to CONTACT --new -b Two
TEAM_TALK_TOO = conversation list --limit 1
MERGED = msg send -p MR-012 --to title:Superintendent --to SPARE_TEAM --internal -b One
MERGED = conversation list --limit 1
MERGED_TOO = msg send -p MR-012 --to SPARE_TEAM --to TEAM --internal --new -b Two
MERGED_TOO = conversation list --limit 1
conversation merge MERGED MERGED_TOO
TWICE = team add --name Twice
TWICE_TOO = team add --name Twice_Too
person merge TWICE TWICE_TOO
POST = update post -p MR-012 -b The_roof_is_on,_王小明 --title Roof --attach PHOTO --ack any --milestone Roof
update remind POST
DRAFT = update post -p MR-012 -b Later --draft
update ack POST --as BUYER
update like POST --as BUYER
milestone complete Permit -p MR-012 --note Passed
update edit POST -b The_roof_is_on_and_dry
update show POST --as TEAM
update post -p MR-012 -p MR-016 -b Soon --draft
update post -p MR-012 -b Later --at 2030-01-01
template add welcome --title Welcome_to_{{community.name}} -b Dear_{{buyers.names}}
PLANNED = msg send -p MR-012 --to buyers --to BUYER -b Later,_王小明 --attach PLAN --at 2030-01-01
DUE = msg reply TALK -b Soon --at 2026-05-02
TOKEN = token add TEAM --note Nightly --expires 30d
WEBHOOK = webhook add https://crm.example.com/in --action message -p MR-012
context add spare --store NEW --as maya@acme.example --timeout 5s -o yaml
context add office --remote https://inbox.acme.example --token-file PLAN
config set editor vi
transaction withdraw WITHDRAWN --date 2026-04-20
import buyers LIST
import undo I1
import buyers LIST
transcript MR-012 --out RECORD
backup --out BACKUP
export all --out ARCHIVE
`

// photo is a picture of a few points.
func photo(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	must(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 3))))
	return b.String()
}

// writeFile makes a file, and says where.
func writeFile(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	must(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}
