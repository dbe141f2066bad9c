package demo

import (
	"strconv"
	"strings"
)

var (
	colours  = []string{"white", "sage", "navy", "walnut", "charcoal", "cream", "oak", "slate"}
	rooms    = []string{"kitchen", "pantry", "guest room", "main bath", "study", "laundry", "dining room", "upper hall", "garage", "basement"}
	items    = []string{"gas fireplace", "dishwasher", "water heater", "patio door", "ceiling fan", "shower valve", "garage opener", "range hood", "furnace", "doorbell", "window seat", "extra outlet"}
	trades   = []string{"framers", "roofers", "plumbers", "electricians", "drywall crew", "painters", "tile setters", "masons", "siding crew", "cabinet fitters"}
	weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
	hours    = []string{"7:30", "8:00", "9:15", "10:00", "11:30", "1:00", "2:30", "3:00", "4:45"}
	ordinals = []string{"3rd", "8th", "12th", "15th", "18th", "21st", "24th", "28th", "30th"}
	openings = []string{"Hi {to},\n\n", "Hello {to}. ", "Good morning {to}. ", "Hi {to}! ", "Dear {to},\n\n"}
	closings = []string{" Thanks, {me}", " Best, {me}", " – {me}", " Thank you!"}
)

// scene is what a text can speak of. Things stay the same in one conversation,
// days and numbers do not.
type scene struct {
	home         *home
	colour, item int // places in the lists
	room, trade  int
	me, to       string // first names
}

// tell fills in a text.
func (r *random) tell(out []byte, text string, s *scene) []byte {
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return append(out, text...)
		}
		end := open + strings.IndexByte(text[open:], '}')
		out = append(out, text[:open]...)
		out = r.word(out, text[open+1:end], s)
		text = text[end+1:]
	}
}

// word adds what a word in braces stands for.
func (r *random) word(out []byte, name string, s *scene) []byte {
	switch name {
	case "day":
		return append(out, pick(r, weekdays)...)
	case "time":
		return append(out, pick(r, hours)...)
	case "date":
		return append(out, pick(r, ordinals)...)
	case "n":
		return strconv.AppendInt(out, int64(2+r.below(11)), 10)
	case "amount":
		return appendAmount(out, 200+25*r.below(190))
	case "colour":
		return append(out, colours[s.colour]...)
	case "item":
		return append(out, items[s.item]...)
	case "room":
		return append(out, rooms[s.room]...)
	case "trade":
		return append(out, trades[s.trade]...)
	case "code":
		return append(out, s.home.Code...)
	case "plan":
		return append(out, strings.TrimPrefix(s.home.Plan, "The ")...)
	case "street":
		return append(out, s.home.Address.Line1...)
	case "me":
		return append(out, s.me...)
	case "to":
		return append(out, s.to...)
	}
	return append(append(append(out, '{'), name...), '}')
}

// appendAmount writes dollars as in 1,250.
func appendAmount(out []byte, dollars int) []byte {
	if dollars >= 1000 {
		out = append(strconv.AppendInt(out, int64(dollars/1000), 10), ',')
		return append(out, strconv.Itoa(1000 + dollars%1000)[1:]...)
	}
	return strconv.AppendInt(out, int64(dollars), 10)
}

// firstName is what a person is called by.
func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// capital makes the first letter large, for what begins with something filled in.
func capital(text []byte) []byte {
	if len(text) > 0 && text[0] >= 'a' && text[0] <= 'z' {
		text[0] -= 'a' - 'A'
	}
	return text
}
