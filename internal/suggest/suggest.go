// Package suggest finds the words that somebody may have meant.
package suggest

import (
	"slices"
	"sort"
	"strings"
)

// most is how many suggestions are given at most: more is a list to read.
const most = 3

// Nearest gives the words among known that are close to word, the closest first,
// at most three. A word is close if it differs by a letter or two (fewer for
// short words; two neighbours changed round count as one) or begins with what
// was typed, without regard to case.
func Nearest(word string, known []string) []string {
	type near struct {
		word string
		far  int
	}
	typed := []rune(strings.ToLower(word))
	var found []near
	for _, k := range known {
		if slices.ContainsFunc(found, func(f near) bool { return f.word == k }) {
			continue // it is known by two ways
		}
		lower := strings.ToLower(k)
		letters := []rune(lower)
		far := max(len(typed), len(letters)) - min(len(typed), len(letters))
		if far <= allowed(len(typed)) { // else nothing brings them closer, however long one is
			far = distance(typed, letters)
		}
		switch {
		case far <= allowed(len(typed)):
			found = append(found, near{k, far})
		case len(typed) > 1 && len(typed) <= len(letters) && strings.HasPrefix(lower, string(typed)):
			found = append(found, near{k, allowed(len(typed)) + 1})
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].far < found[j].far })
	words := make([]string, 0, most)
	for _, f := range found[:min(len(found), most)] {
		words = append(words, f.word)
	}
	return words
}

// DidYouMean is the hint for what Nearest found; empty if it found nothing.
func DidYouMean(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(words, " or ") + "?"
}

// allowed is how many mistakes a word of that many letters may have.
func allowed(letters int) int {
	switch {
	case letters < 2:
		return 0
	case letters < 6:
		return 1
	}
	return 2
}

// distance counts the letters to add, drop, change or swap with their neighbour
// to get from a to b (optimal string alignment).
func distance(a, b []rune) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
