package term

// Colour decides whether a stream is written in colour; tty says whether it is a
// terminal. never, which --no-color says, goes first, then NO_COLOR with any value, then
// CLICOLOR_FORCE or FORCE_COLOR unless 0. Without these, a terminal gets colour unless
// TERM is dumb or CLICOLOR is 0 (no-color.org, bixense.com/clicolors).
func Colour(never bool, env func(string) string, tty bool) bool {
	forced := func(name string) bool { v := env(name); return v != "" && v != "0" }
	switch {
	case never, env("NO_COLOR") != "":
		return false
	case forced("CLICOLOR_FORCE"), forced("FORCE_COLOR"):
		return true
	}
	return tty && env("TERM") != "dumb" && env("CLICOLOR") != "0"
}

// Colours decides for both streams of t.
func (t *IO) Colours(never bool) {
	t.OutColour = Colour(never, t.Env, t.OutTTY)
	t.ErrColour = Colour(never, t.Env, t.ErrTTY)
}

// OutStyle styles text for Out.
func (t *IO) OutStyle() Style { return Style(t.OutColour) }

// ErrStyle styles text for Err.
func (t *IO) ErrStyle() Style { return Style(t.ErrColour) }

// Style puts text in bold, dim or one of the terminal's own 16 colours, which
// people choose to be able to read. The Style that is false leaves it alone.
// Colour never carries the meaning alone. The text must be safe already.
type Style bool

// Bold makes text heavy.
func (s Style) Bold(text string) string { return s.wrap("1", text) }

// Dim makes text faint.
func (s Style) Dim(text string) string { return s.wrap("2", text) }

// Red is for what went wrong.
func (s Style) Red(text string) string { return s.wrap("31", text) }

// Cyan is for references and commands to type.
func (s Style) Cyan(text string) string { return s.wrap("36", text) }

func (s Style) wrap(code, text string) string {
	if !s || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
