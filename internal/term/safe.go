package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line makes s safe to show on one line. A line break becomes ⏎ and a tab a
// space; what a terminal would obey, and what nobody could see, is spelled out:
// ESC is ^[, U+009B is \x9b, U+202E is ⟨U+202E⟩. Bytes that are no UTF-8 become
// U+FFFD. Safe text comes back as it is.
func Line(s string) string { return clean(s, true) }

// Block makes s safe to show on several lines: as Line does, but line breaks and
// tabs stay. CRLF becomes LF.
func Block(s string) string { return clean(s, false) }

// Hidden says whether r must not be shown as it is: a control character, or one
// that changes text without being seen (direction, zero width, tags, separators,
// fillers, variation selectors). It is true of U+200D and U+FE0F too, which Line
// and Block let pass inside an emoji.
func Hidden(r rune) bool {
	if r < 0x20 || r >= 0x7f && r < 0xa0 {
		return true
	}
	return r >= 0xa0 && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp,
		unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// plain says that s is printable ASCII, as almost all text is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

func clean(s string, oneLine bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	var prev rune // the rune before, if it is in the result as it was
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		rest := s[i+n:]
		i += n
		switch {
		case r == '\r' && strings.HasPrefix(rest, "\n"):
			continue
		case r == '\n' && oneLine:
			b.WriteRune('⏎')
		case r == '\t' && oneLine:
			b.WriteByte(' ')
		case r == '\n' || r == '\t':
			b.WriteRune(r)
		case !Hidden(r) || joinsEmoji(prev, r, rest):
			b.WriteRune(r) // U+FFFD for what is no UTF-8
			prev = r
			continue
		default:
			b.WriteString(spell(r))
		}
		prev = 0
	}
	return b.String()
}

// spell is how a hidden character is shown.
func spell(r rune) string {
	switch {
	case r < 0x20 || r == 0x7f:
		return string([]byte{'^', byte(r) ^ 0x40})
	case r < 0xa0:
		return fmt.Sprintf(`\x%02x`, r)
	default:
		return fmt.Sprintf("⟨U+%04X⟩", r)
	}
}

const (
	zeroWidthJoiner = 0x200D
	emojiStyle      = 0xFE0F // variation selector 16
	keycap          = 0x20E3
)

// joinsEmoji says whether r, after prev and before rest, is what holds an emoji
// together. Anywhere else it only makes two equal looking texts differ.
func joinsEmoji(prev, r rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case emojiStyle:
		return unicode.Is(emoji, prev) || next == keycap && strings.ContainsRune("0123456789#*", prev)
	case zeroWidthJoiner:
		return (unicode.Is(emoji, prev) || prev == emojiStyle) && unicode.Is(emoji, next)
	}
	return false
}

// emoji is a little wider than the Unicode property Extended_Pictographic, with
// the skin tones: whole blocks of symbols, all of them visible.
var emoji = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00A9, 0x00A9, 1},
		{0x00AE, 0x00AE, 1},
		{0x203C, 0x203C, 1},
		{0x2049, 0x2049, 1},
		{0x2122, 0x2122, 1},
		{0x2139, 0x2139, 1},
		{0x2190, 0x21FF, 1},
		{0x2300, 0x23FF, 1},
		{0x24C2, 0x24C2, 1},
		{0x25A0, 0x27BF, 1},
		{0x2900, 0x297F, 1},
		{0x2B00, 0x2BFF, 1},
		{0x3030, 0x3030, 1},
		{0x303D, 0x303D, 1},
		{0x3297, 0x3299, 2},
	},
	R32:         []unicode.Range32{{0x1F000, 0x1FAFF, 1}},
	LatinOffset: 2,
}
