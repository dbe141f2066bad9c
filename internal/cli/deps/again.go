package deps

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// longestAgain is how many characters of a command line are said again: the text of an
// update is no hint.
const longestAgain = 200

// plainWord is an argument that no shell makes anything else of.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)

// withYes is the hint for a change that nobody can be asked about: the command that was
// typed, as it can be pasted, with the answer to its question.
func withYes(typed []string) string {
	words := []string{"operator"}
	for _, arg := range typed {
		if strings.ContainsFunc(arg, unicode.IsControl) {
			return "add --yes"
		}
		words = append(words, Quoted(arg))
	}
	at := slices.Index(words, "--") // behind which --yes would be an argument
	if at < 0 {
		at = len(words)
	}
	line := strings.Join(slices.Insert(words, at, "--yes"), " ")
	if len([]rune(line)) > longestAgain {
		return "add --yes"
	}
	return "answer yes beforehand: " + line
}

// Quoted is an argument as a shell takes it, to be pasted.
func Quoted(arg string) string {
	if plainWord.MatchString(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
