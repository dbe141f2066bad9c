package deps

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/internal/term"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// References completes references to things of a kind, as SuggestRequest names
// kinds. What they stand for is shown safely: a shell obeys what it is sent.
func References(d *Deps, kind string) cobra.CompletionFunc {
	return Complete(d, func(ctx context.Context, s operator.Service, typed string) ([]cobra.Completion, error) {
		found, err := s.Suggest(ctx, operator.SuggestRequest{Kind: kind, Prefix: typed})
		list := make([]cobra.Completion, len(found))
		for i, f := range found {
			list[i] = cobra.CompletionWithDesc(term.Line(f.Ref), term.Line(f.Description))
		}
		return list, err
	})
}

// CompleteArgs completes the arguments of a command with references to things of
// the kinds, in their order. A last kind with … is that of all that follow.
func CompleteArgs(d *Deps, kinds ...string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		last := len(kinds) - 1
		at := min(len(args), last)
		kind, more := strings.CutSuffix(kinds[at], "…")
		if len(args) > last && !more {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return References(d, kind)(cmd, args, typed)
	}
}

// CompleteFlag completes the value of a flag with references to things of a kind.
func CompleteFlag(cmd *cobra.Command, d *Deps, flag, kind string) {
	completeFlag(cmd, flag, References(d, kind))
}

// CompleteValues completes the value of a flag that takes one of a few words.
func CompleteValues[T ~string](cmd *cobra.Command, flag string, values ...T) {
	words := make([]cobra.Completion, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	completeFlag(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder))
}

func completeFlag(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, complete); err != nil {
		panic(err) // there is no such flag
	}
}
