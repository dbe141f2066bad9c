package render_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	gotemplate "text/template"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/render"
	"github.com/seed-34ad0ce1/operator/internal/term"
)

// sample is JSON of every kind.
const sample = `{"ref":"C42","n":3,"zero":0,"price":12.5,"yes":true,"no":false,"empty":"","list":["a","b","c"],"none":[],
	"people":[{"name":"Ana","kind":"buyer","unread":2},{"name":"Ben","kind":"team","unread":0}],"at":{"city":"Denver","zip":"80014"},"things":{}}`

// sameAsGo are templates that must come to what text/template makes of them.
var sameAsGo = []string{
	"", "plain", "{{.ref}} {{.n}} {{.price}} {{.yes}}", "{{- .ref -}} x", "a{{/* b */}}c", "{{ .at.city }}",
	"{{if .n}}a{{else}}b{{end}}", "{{if .zero}}a{{else if .no}}b{{else if .empty}}c{{else if .none}}d{{else if .things}}e{{else}}f{{end}}",
	"{{with .at}}{{.zip}} {{$.ref}}{{end}}", "{{with .empty}}a{{else with .ref}}{{.}}{{else}}c{{end}}",
	"{{range .list}}<{{.}}>{{end}}", "{{range .none}}a{{else}}b{{end}}", "{{range $i, $e := .list}}{{$i}}={{$e}};{{end}}", "{{range $e := .list}}{{$e}}{{end}}",
	"{{range $k, $v := .at}}{{$k}}:{{$v}} {{end}}", "{{range 3}}{{.}}{{end}}", "{{range $i := .n}}{{$i}}{{end}}", "{{range .zero}}a{{else}}none{{end}}",
	"{{range .list}}{{if eq . `b`}}{{continue}}{{end}}{{.}}{{end}}", "{{range .list}}{{if eq . `b`}}{{break}}{{end}}{{.}}{{end}}",
	"{{range .people}}{{range $.list}}{{if eq . `b`}}{{break}}{{end}}{{.}}{{end}}{{.name}}{{end}}",
	"{{$x := .n}}{{$x}}{{$x = 5}}{{$x}}", "{{$x := 1}}{{if true}}{{$x := 2}}{{$x}}{{end}}{{$x}}", "{{$x := 1}}{{if true}}{{$x = 2}}{{end}}{{$x}}",
	"{{$n := 0}}{{range .people}}{{$n = .unread}}{{end}}{{$n}}", "{{$p := index .people 1}}{{$p.name}}", "{{range $i, $_ := .list}}{{$i}}{{end}}",
	"{{with $x := .ref}}{{$x}}{{end}}", "{{if $x := .n}}{{$x}}{{else}}{{$x}}{{end}}",
	"{{define `p`}}[{{.name}} {{$.kind}}]{{end}}{{range .people}}{{template `p` .}}{{end}}", "{{block `b` .at}}{{.city}}{{end}}", "{{template `t`}}{{define `t`}}x{{end}}",
	"{{define `r`}}{{if gt . 0}}{{.}}{{template `r` 0}}{{end}}{{end}}{{template `r` .n}}",
	"{{eq .n 3}} {{eq .ref `C42` `C43`}} {{ne .n 4}} {{lt .n 4}} {{le .n 3}} {{gt .price 12.0}} {{ge .ref `C`}} {{eq .n 1 2 3}}",
	"{{and .n .ref}} {{and .zero .ref}} {{or .zero .ref}} {{or .n .nosuch}} {{and .zero .nosuch}} {{not .n}} {{not .zero}}",
	"{{index .list 1}} {{index .at `city`}} {{index .people 0 `name`}} {{(index .people 1).name}}", "{{len .list}} {{len .ref}} {{len .at}}",
	"{{print .ref .n .yes}}|{{print 1 2 `a` `b` 3}}|{{println .ref .n}}|{{printf `%05d %q %.2f %v` .n .ref .price .yes}}",
	"{{.ref | printf `%s-%s` `a`}}", "{{.n | eq 3 | not}}", "{{printf `%d` (len .list) | printf `%s!`}}", "{{`a` | print `b`}}", "{{(.ref)}}", "{{((len .list))}}", "{{1.5}} {{'a'}} {{0x10}} {{-2}} {{true}}",
	"{{if and (eq .ref `C42`) (or .no .yes)}}ok{{end}}", "{{with index .people 0}}{{with .name}}{{.}} {{$.ref}}{{end}}{{end}}", "{{range .people}}{{.name}}{{with .unread}} ({{.}}){{end}}{{\"\\n\"}}{{end}}",
	// What is refused.
	"{{", "{{end}}", "{{if}}{{end}}", "{{nosuch}}", "{{$x}}", "{{break}}", "{{.ref.x}}", "{{.nosuch}}", "{{.at.nosuch}}", "{{.list.x}}", "{{index .list 9}}", "{{index .list -1}}", "{{index .ref `x`}}",
	"{{index .list `x`}}", "{{template `none`}}", "{{define `a`}}{{template `a`}}{{end}}{{template `a`}}", "{{range .ref}}{{end}}{{.nosuch}}", "{{range .yes}}{{end}}", "{{lt .n .ref}}", "{{lt .yes .no}}", "{{len .n}}", "{{not}}",
	"{{eq .n}}", "{{lt 1 2 3}}", "{{.ref .n}}", "{{.ref | .n}}", "{{nil}}", "{{and}}", "{{index}}", "{{1 | 2}}", "{{template `t` .nosuch}}{{define `t`}}{{end}}",
}

// byGo is what text/template makes of the sample.
func byGo(text string) (string, error) {
	compiled, err := gotemplate.New("").Option("missingkey=error").Parse(text)
	if err != nil {
		return "", err
	}
	var data any
	if err := json.Unmarshal([]byte(sample), &data); err != nil {
		return "", err
	}
	object := data.(map[string]any) // whose whole numbers are such to us
	object["n"], object["zero"] = 3, 0
	for i, unread := range []int{2, 0} {
		object["people"].([]any)[i].(map[string]any)["unread"] = unread
	}
	var b bytes.Buffer
	err = compiled.Execute(&b, data)
	return b.String(), err
}

func byUs(ctx context.Context, text string) (string, error) {
	stream, out, _ := term.Test("")
	f, err := render.Template(ctx, stream, text, func() time.Time { return noon })
	if err == nil {
		err = render.One(stream, render.Output{Format: render.JSON, Filter: f}, json.RawMessage(sample), nil, nil)
	}
	return out.String(), err
}

func TestTemplatesMeanWhatGoMeans(t *testing.T) {
	t.Parallel()
	for _, text := range sameAsGo {
		want, wantErr := byGo(text)
		got, err := byUs(t.Context(), text)
		if (err != nil) != (wantErr != nil) {
			t.Errorf("%s: %v, and Go says %v", text, err, wantErr)
		}
		if wantErr == nil && strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
			t.Errorf("%s: %q, and Go makes %q", text, got, want)
		}
	}
}

// TestTemplatesKnowJSONBetter is where ours differ from Go's, and on purpose.
func TestTemplatesKnowJSONBetter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{{index .at "street"}}`: "", "{{.list}}": `["a","b","c"]` + "\n", "{{.at}}": `{"city":"Denver","zip":"80014"}` + "\n",
		`{{eq .n "3"}} {{eq .n 3.0}} {{eq (index .at "street") nil}}`: "false true true\n", `{{len "шлюз"}}`: "4\n",
	} {
		if got, err := byUs(t.Context(), text); got != want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", text, got, err, want)
		}
	}
}

// FuzzTemplate wants no panic, and an end, of any template.
func FuzzTemplate(f *testing.F) {
	for _, text := range sameAsGo {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if len(text) < 1000 && !strings.Contains(text, "%") { // a width is as wide as it says
			_, _ = byUs(ctx, text)
		}
	})
}

func ExampleTemplate() {
	stream, out, _ := term.Test("")
	f, _ := render.Template(context.Background(), stream, "{{range .}}{{.ref}} {{timeago .at}}\n{{end}}", func() time.Time { return noon })
	_ = render.List(stream, render.Output{Format: render.JSON, Filter: f}, talks()[:2], sheet())
	fmt.Print(out)
	// Output:
	// C42 3 min
	// C7 2 h
}
