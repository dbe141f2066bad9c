package cli

import (
	"bytes"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// patch is a change to a script that cobra makes: the text old becomes new,
// wherever it stands.
type patch struct{ old, new string }

// writeCompletion writes what a shell needs to complete commands.
func writeCompletion(out io.Writer, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return patched(out, bashPatches, func(w io.Writer) error { return root.GenBashCompletionV2(w, true) })
	case "zsh":
		return patched(out, zshPatches, root.GenZshCompletion)
	case "fish":
		return root.GenFishCompletion(out, true)
	}
	return root.GenPowerShellCompletionWithDesc(out)
}

// patched writes what generate makes, with the patches.
func patched(out io.Writer, patches []patch, generate func(io.Writer) error) error {
	var made bytes.Buffer
	if err := generate(&made); err != nil {
		return err
	}
	script := made.String()
	for _, p := range patches {
		if !strings.Contains(script, p.old) {
			return operator.Errorf(operator.Internal, "the completions of this cobra have no line %q", p.old).Reason("completion_patch")
		}
		script = strings.ReplaceAll(script, p.old, p.new)
	}
	_, err := io.WriteString(out, script)
	return err
}

const (
	bashOne = "    # If there is a single completion left, remove the description"
	zshNone = "                # We must return an error code here to let zsh know"
)

// The patches offer what the program found but what does not begin with the text
// typed: a person by their name, a home in small letters. Both shells would drop
// it. With several found, the text typed stays. In bash they also do without the
// package bash-completion, and keep an address whole, which bash cuts at its @.
var (
	bashPatches = []patch{
		{bashOne, `    # What was found by a name, or in other letters, does not begin with what was
    # typed. A blank among several keeps bash from replacing that.
    if ((${#COMPREPLY[*]} == 0)); then
        COMPREPLY=("${completions[@]}")
        ((${#COMPREPLY[*]} > 1)) && COMPREPLY+=(" ")
        for compline in "${completions[@]}"; do
            comp=${compline%%$tab*}
            ((${#comp} > longest)) && longest=${#comp}
        done
    fi

` + bashOne},
		{" _filedir", " __operator_filedir"},
		{"=\"_filedir", "=\"__operator_filedir"},
		{"    _get_comp_words_by_ref \"$@\" cur prev words cword\n", `    if declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
        _get_comp_words_by_ref "$@" cur prev words cword
    else
        __operator_words
    fi
`},
		{"# This function calls the operator program to obtain the completion\n", bashAlone +
			"# This function calls the operator program to obtain the completion\n"},
		{"init_completion -n =: ||", "init_completion -n =:@ ||"},
		{"    __operator_handle_special_char \"$cur\" =\n", "    __operator_handle_special_char \"$cur\" =\n    __operator_handle_address\n"},
	}
	zshPatches = []patch{{zshNone, `                # What was found by a name, or in other letters, does not begin with
                # what was typed. Of several, none is put in its place.
                if [ ${#completions} -gt 0 ]; then
                    [ ${#completions} -gt 1 ] && compstate[insert]="" compstate[list]="list force"
                    eval _describe $keepOrder "completions" completions -U $flagPrefix $noSpace && return 0
                fi

` + zshNone}}
)

// bashAlone does what bash-completion would do, where that is not installed.
const bashAlone = `# The words up to the cursor, put together again where bash cuts them at one of
# =, : and @.
__operator_words()
{
    local line=${COMP_LINE:0:COMP_POINT} i word rest
    words=()
    cword=-1
    for ((i = 0; i <= COMP_CWORD; i++)); do
        rest=${line#"${line%%[![:blank:]]*}"}
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$rest
        if ((cword >= 0)) && [[ $rest == "$line" && ( $word == [=:@]* || ${words[cword]} == *[=:@] ) ]]; then
            words[cword]+=$word
        else
            words[++cword]=$word
        fi
        line=${rest#"$word"}
    done
    cur=${words[cword]}
    prev=${words[cword > 0 ? cword - 1 : 0]}
}

# Of an address, bash completes what begins with its @.
__operator_handle_address()
{
    [[ $cur == *@* && $COMP_WORDBREAKS == *@* ]] || return 0
    local i
    for i in "${!COMPREPLY[@]}"; do
        COMPREPLY[i]=${COMPREPLY[i]#"${cur%@*}"}
    done
}

# Files, or folders alone.
__operator_filedir()
{
    if declare -F _filedir >/dev/null 2>&1; then
        _filedir "$@"
        return
    fi
    local action=-f found
    [[ ${1-} == -d ]] && action=-d
    [[ $(type -t compopt) == builtin ]] && compopt -o filenames
    while IFS='' read -r found; do
        COMPREPLY+=("$found")
    done < <(compgen $action -- "$cur")
}

`
