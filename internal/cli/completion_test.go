package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/internal/when"
)

// freeText are the flags whose values nobody can know beforehand, with the reason.
var freeText = map[string]string{
	"name": "what a thing is to be called", "title": "what a thing is to be called", "subject": "what a thing is to be called",
	"number": "what a thing is to be called", "code": "what a thing is to be called", "lot": "what a thing is to be called",
	"plan": "what a thing is to be called", "external-id": "a key of another system", "since": "a cursor, or a time",
	"email": "an address", "phone": "a number", "admin": "the first person, whom nobody knows yet",
	"address": "a place", "address2": "a place", "city": "a place", "region": "a place", "postcode": "a place", "country": "a place",
	"timezone": "one of some 600 names", "currency": "one of some 180 codes", "business-hours": "hours", "price": "an amount",
	"body": "a text", "reason": "a text", "note": "a text", "match": "words that somebody remembers", "var": "NAME=VALUE for a template",
	"cursor": "what a list gave", "since-seq": "a number", "expect-head": "a digest", "expect": "a digest", "age-recipient": "a key", "seed": "a number",
	"idempotency-key": "a word that a script makes up", "undo": "a key that a change was made with",
	"listen": "an address", "metrics": "an address", "trusted-proxy": "an address", "jq": "a program", "template": "a program", "remote": "an address",
	"map": "headers of a file", "sheet": "a name in a file", "save-mapping": "what a thing is to be called",
}

// counted are the values that are numbers: there is nothing to choose from.
var counted = []string{"N", "NUMBER", "SEQ"}

// byName are the values that are completed by what they are called.
var byName = []string{"FILE", "PATH", "DIR", "FOLDER", "TIME", "DAY", "AGE", "DURATION"}

func TestEveryValueIsCompletedOrFreeText(t *testing.T) {
	used := map[string]bool{}
	each(t, func(t *testing.T, _ *program, cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			value, _ := pflag.UnquoteUsage(f)
			complete, completed := cmd.GetFlagCompletionFunc(f.Name)
			switch {
			case f.Value.Type() == "bool" || f.Value.Type() == "count":
			case completed && complete != nil, slices.Contains(counted, value), slices.Contains(byName, value):
			case freeText[f.Name] != "":
				used[f.Name] = true
			default:
				t.Errorf("--%s %s completes nothing: CompleteFlag, CompleteValues, or a reason in freeText", f.Name, value)
			}
		})
	})
	if len(used) < len(freeText)/2 {
		t.Errorf("of %d free texts only %d are there", len(freeText), len(used))
	}
}

// freeArguments are those that nobody can know beforehand, with the reason.
var freeArguments = map[string]string{
	"operator search": "what is looked for",
}

func TestEveryArgumentIsCompletedOrFreeText(t *testing.T) {
	leaves(t, func(t *testing.T, cmd *cobra.Command) {
		names := argumentNames(cmd)
		if len(names) == 0 || cmd.ValidArgsFunction != nil || len(cmd.ValidArgs) > 0 || freeArguments[cmd.CommandPath()] != "" {
			return
		}
		for _, name := range names {
			if !slices.Contains(byName, strings.Trim(name, "[]{}…")) {
				t.Errorf("%s completes nothing: CompleteArgs, or a reason in freeArguments", name)
			}
		}
	})
}

func TestOnlyFilesAreCompletedWithFiles(t *testing.T) {
	_, root := tree()
	fitForShells(root)
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if strings.Contains(f.Usage, "`") {
				t.Errorf("%s --%s: a shell would show the marks in %q", cmd.CommandPath(), f.Name, f.Usage)
			}
			if _, ok := cmd.GetFlagCompletionFunc(f.Name); !ok && f.Value.Type() != "bool" && !strings.Contains(f.Usage, "FILE") && !strings.Contains(f.Usage, "PATH") {
				t.Errorf("%s --%s is completed with files", cmd.CommandPath(), f.Name)
			}
		})
		if !isGroup(cmd) && cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 {
			t.Errorf("%s is completed with files", cmd.CommandPath())
		}
		for _, c := range cmd.Commands() {
			walk(c)
		}
	}
	walk(root)
}

func TestTheTimesThatShellsOfferAreRead(t *testing.T) {
	now := time.Date(2026, 5, 1, 15, 4, 0, 0, time.UTC)
	for name, words := range timeWords {
		for _, word := range words {
			text, _, _ := strings.Cut(word, "\t")
			var err error
			switch name {
			case "DAY":
				_, err = when.Day(text, now, time.UTC)
			case "AGE":
				_, err = when.Age(text)
			case "DURATION":
				_, err = time.ParseDuration(text)
			default:
				_, err = when.Instant(text, now, time.UTC)
			}
			if err != nil {
				t.Errorf("%s %q: %v", name, text, err)
			}
		}
	}
}

func TestCompletionGoesOnAfterAFlagThatIsGivenOnce(t *testing.T) {
	stream, out, _ := term.Test("")
	status := runOn(t, t.Context(), stream, nil, nil, "__complete", "workspace", "edit", "--name", "Acme", "--cur")
	if status != 0 || !strings.Contains(out.String(), "--currency\t") {
		t.Errorf("got %d, %q", status, out)
	}
}

func TestTheCommittedCompletionsAreThoseOfTheProgram(t *testing.T) {
	_, root := tree()
	for shell, name := range map[string]string{"bash": "operator.bash", "zsh": "_operator", "fish": "operator.fish", "powershell": "operator.ps1"} {
		var made bytes.Buffer
		if err := writeCompletion(&made, root, shell); err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(filepath.Join("..", "..", "completions", name))
		if err != nil || !bytes.Equal(committed, made.Bytes()) {
			t.Errorf("completions/%s is not fresh (%v): go run ./internal/dev gen", name, err)
		}
	}
}
