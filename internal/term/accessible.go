package term

// Accessible says that somebody listens to what is written, by a screen reader or
// in braille, which no program can find out by itself: OPERATOR_ACCESSIBLE or
// ACCESSIBLE is set, to anything but 0 or false. Then nothing is drawn or drawn
// again: tables are labelled lines, progress is lines that follow each other, and
// questions say in words what an empty answer means.
func (t *IO) Accessible() bool {
	for _, name := range []string{"OPERATOR_ACCESSIBLE", "ACCESSIBLE"} {
		switch t.Env(name) {
		case "":
			continue
		case "0", "false", "no", "off":
			return false
		}
		return true
	}
	return false
}
