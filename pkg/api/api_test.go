package api

import (
	"encoding/json"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func TestEveryMethodOfTheServiceIsInTheTableOnce(t *testing.T) {
	names, paths := map[string]int{}, map[string]string{}
	for _, e := range Table() {
		spec := e.Describe()
		names[spec.Name]++
		if other, twice := paths[spec.Path]; twice {
			t.Errorf("%s and %s are both at %s", other, spec.Name, spec.Path)
		}
		paths[spec.Path] = spec.Name
		calls := runtime.FuncForPC(reflect.ValueOf(e.function()).Pointer()).Name()
		if calls[strings.LastIndex(calls, ".")+1:] != spec.Name {
			t.Errorf("%s calls %s", spec.Name, calls)
		}
		if !strings.HasPrefix(spec.Path, "/v1/") || !strings.HasSuffix(spec.Doc, ".") {
			t.Errorf("%s: path %q, doc %q", spec.Name, spec.Path, spec.Doc)
		}
	}
	for method := range reflect.TypeFor[operator.Service]().Methods() {
		if names[method.Name] != 1 {
			t.Errorf("%s is in the table %d times", method.Name, names[method.Name])
		}
		delete(names, method.Name)
	}
	if len(names) > 0 {
		t.Errorf("the service has no such methods: %v", names)
	}
}

// TestEveryReadCanBeAskedForInAnAddress fills every field of every request that
// travels as a query, and reads it back.
func TestEveryReadCanBeAskedForInAnAddress(t *testing.T) {
	for _, e := range Table() {
		spec := e.Describe()
		if spec.Changes && spec.Kind == Plain {
			continue
		}
		request, _ := e.Types()
		req := reflect.New(request)
		fill(t, req.Elem())
		again := reflect.New(request)
		if err := ReadValues(Values(req.Elem().Interface()), again.Interface()); err != nil {
			t.Errorf("%s: %v", spec.Name, err)
			continue
		}
		want, _ := json.Marshal(req.Interface())
		got, _ := json.Marshal(again.Interface())
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-sent +got):\n%s", spec.Name, diff)
		}
		if n := len(Values(reflect.Zero(request).Interface())); n > 0 {
			t.Errorf("%s: an empty request has %d parameters", spec.Name, n)
		}
	}
}

func fill(t *testing.T, v reflect.Value) {
	for _, f := range fields(v) {
		to := f.value
		if to.Kind() == reflect.Pointer {
			to.Set(reflect.New(to.Type().Elem()))
			to = to.Elem()
		}
		if to.Kind() == reflect.Slice {
			to.Set(reflect.MakeSlice(to.Type(), 2, 2))
			to.Index(0).SetString("a=b & ü")
			to.Index(1).SetString("")
			continue
		}
		switch to.Kind() {
		case reflect.Map:
			to.Set(reflect.ValueOf(map[string]string{"b": "", "a": "1=2"}))
		case reflect.Bool:
			to.SetBool(true)
		case reflect.Int:
			to.SetInt(-7)
		case reflect.Uint64:
			to.SetUint(1 << 63)
		case reflect.String:
			to.SetString("%41 +\x00\xff")
		default:
			t.Errorf("%s is a %s", f.name, to.Type())
		}
	}
}

func TestAQueryIsReadStrictly(t *testing.T) {
	for query, reason := range map[string]string{
		"conversation=C1&Conversation=C2": "unknown_field",
		"conversation=C1&conversation=C2": "repeated_field",
		"read=1":                          "bad_field",
		"read=":                           "bad_field",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		var req operator.ShowConversationRequest
		err = ReadValues(values, &req)
		if e, ok := err.(*operator.Error); !ok || e.Code != operator.Usage || e.Details["reason"] != reason {
			t.Errorf("%s: %v; want %s", query, err, reason)
		}
	}
}

func TestEveryCodeHasAStatusAndComesBackTheSame(t *testing.T) {
	for _, code := range operator.Codes() {
		if _, ok := statuses[code]; !ok {
			t.Errorf("%s has no HTTP status", code)
		}
		sent := operator.Errorf(code, "it is <so> “wrong”").WithHint("try `x`").Reason("a_word").With("limit", 200).With("list", []string{"a", "b"})
		raw, err := json.Marshal(ProblemOf(sent))
		if err != nil {
			t.Fatal(err)
		}
		got, ok := ReadProblem(raw)
		if diff := cmp.Diff(*sent, *got, cmp.AllowUnexported(operator.Error{})); !ok || diff != "" {
			t.Errorf("%s (-sent +got):\n%s", code, diff)
		}
	}
	if len(statuses) != len(operator.Codes()) {
		t.Error("there are statuses for codes that do not exist")
	}
}

func TestAnyTextFitsAHeader(t *testing.T) {
	for _, text := range []string{"", "P1", "maya@acme.example", "a b", "100%", "%41", "a+b", "José\n\x00\xff", "–"} {
		escaped := Escape(text)
		if strings.Trim(escaped, "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~") != "" {
			t.Errorf("%q is written %q", text, escaped)
		}
		if got, err := Unescape("X", escaped); err != nil || got != text {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
}
