package deps

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// References completes references to things of the kinds, as SuggestRequest names
// them. What they stand for is shown safely: a shell obeys what it is sent.
func References(d *Deps, kinds ...string) cobra.CompletionFunc {
	return Complete(d, func(ctx context.Context, s operator.Service, typed string) ([]cobra.Completion, error) {
		var list []cobra.Completion
		for _, kind := range kinds {
			found, err := s.Suggest(ctx, operator.SuggestRequest{Kind: kind, Prefix: typed})
			if err != nil {
				return nil, err
			}
			for _, f := range found {
				list = append(list, cobra.CompletionWithDesc(term.Line(f.Ref), term.Line(f.Description)))
			}
		}
		return harmless(list), nil
	})
}

// PeopleOf completes the people of a home: its buyers and its team.
func PeopleOf(d *Deps, home operator.Ref) cobra.CompletionFunc {
	return Complete(d, func(ctx context.Context, s operator.Service, typed string) ([]cobra.Completion, error) {
		h, err := s.ShowProperty(ctx, operator.PropertyRequest{Property: home})
		var list []cobra.Completion
		for _, p := range slices.Concat(h.Buyers, h.Team) {
			ref := operator.Value(p.Email)
			if ref == "" || operator.LooksLikeID(operator.Fold(typed), 'p') {
				ref = p.Ref.String()
			}
			if begins(ref, typed) || slices.ContainsFunc(strings.Fields(p.Name), func(word string) bool { return begins(word, typed) }) {
				list = append(list, cobra.CompletionWithDesc(term.Line(ref), term.Line(p.Name+", "+string(p.Kind))))
			}
		}
		return harmless(list), err
	})
}

// Milestones completes the names of milestones: those of a home, with how far they are,
// or of the template where no home is given.
func Milestones(d *Deps, home func() operator.Ref) cobra.CompletionFunc {
	return Complete(d, func(ctx context.Context, s operator.Service, typed string) ([]cobra.Completion, error) {
		var found []cobra.Completion
		add := func(name, about string) {
			if begins(name, typed) {
				found = append(found, cobra.CompletionWithDesc(term.Line(name), about))
			}
		}
		of := home()
		if of == "" {
			t, err := s.ShowMilestoneTemplate(ctx, operator.MilestoneTemplateRequest{})
			for _, step := range t.Steps {
				add(step.Name, "milestone")
			}
			return harmless(found), err
		}
		list, err := s.ListMilestones(ctx, operator.ListMilestonesRequest{Property: of})
		for _, m := range list {
			add(m.Name, string(m.State))
		}
		return harmless(found), err
	})
}

// begins says whether a name begins like what was typed, whatever the case.
func begins(name, typed string) bool {
	return strings.HasPrefix(operator.Fold(name), operator.Fold(typed))
}

// plain is what references may hold beside letters and digits without meaning
// anything to a shell.
const plain = "@._+-:/,%"

// harmless leaves out references that a shell would obey, but for one: of a single
// reference bash quotes the whole, of several it types what they have in common
// without quotes, and obeys that at the next tab.
func harmless(list []cobra.Completion) []cobra.Completion {
	obeyed := func(c cobra.Completion) bool {
		ref, _, _ := strings.Cut(c, "\t")
		return strings.ContainsFunc(ref, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(plain, r)
		})
	}
	first := slices.IndexFunc(list, obeyed)
	if first < 0 || !slices.ContainsFunc(list[first+1:], obeyed) {
		return list
	}
	return slices.DeleteFunc(list, obeyed)
}

// CompleteArgs completes the arguments of a command with references to things of
// the kinds, in their order. A last kind with … is that of all that follow; an
// argument of several kinds has them with | between.
func CompleteArgs(d *Deps, kinds ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		last := len(kinds) - 1
		at := min(len(args), last)
		kind, more := strings.CutSuffix(kinds[at], "…")
		if len(args) > last && !more {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return References(d, strings.Split(kind, "|")...)(cmd, args, typed)
	}
}

// CompleteFlag completes the value of a flag with references to things of a kind.
func CompleteFlag(cmd *cobra.Command, d *Deps, flag, kind string) {
	CompleteWith(cmd, flag, References(d, kind))
}

// CompleteValues completes the value of a flag that takes one of a few words.
func CompleteValues[T ~string](cmd *cobra.Command, flag string, values ...T) {
	words := make([]cobra.Completion, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	CompleteWith(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder))
}

// CompleteWith completes the value of a flag with what a function finds.
func CompleteWith(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // there is no such flag
	}
}
