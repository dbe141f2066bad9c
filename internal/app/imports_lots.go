package app

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
	"unicode"

	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// lotPlace is where in its community a home is. A home keeps it in the text of its lot,
// as in "Phase 2, Block B, Lot 9", so that it is seen wherever the lot is.
type lotPlace struct {
	phase, block, lot string
}

// lotPlaceOf reads the text of a lot. One without phase and block is the lot alone.
func lotPlaceOf(text string) lotPlace {
	l := lotPlace{}
	rest := text
	for _, part := range []struct {
		word string
		to   *string
	}{{"phase ", &l.phase}, {"block ", &l.block}} {
		first, more, _ := strings.Cut(rest, ",")
		if len(first) > len(part.word) && strings.EqualFold(first[:len(part.word)], part.word) {
			*part.to, rest = strings.TrimSpace(first[len(part.word):]), strings.TrimSpace(more)
		}
	}
	l.lot = strings.TrimSpace(rest)
	return l
}

// lotInRow is what a row says of where a home is, by the columns and in the text of the
// lot.
func lotInRow(v importer.Values) lotPlace {
	l := lotPlaceOf(v[importer.Lot])
	if phase := partOfLot(v[importer.Phase], "phase"); phase != "" {
		l.phase = phase
	}
	if block := partOfLot(v[importer.Block], "block"); block != "" {
		l.block = block
	}
	return l
}

// partOfLot is the value of a phase or block, without the word and without commas.
func partOfLot(text, word string) string {
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, ",", " ")), " ")
	if len(text) > len(word) && strings.EqualFold(text[:len(word)], word) && !unicode.IsLetter(rune(text[len(word)])) {
		text = strings.Trim(text[len(word):], " .:#-")
	}
	return text
}

func (l lotPlace) plain() bool { return l.phase == "" && l.block == "" }

// over is a place with what a row does not say taken from what is there.
func (l lotPlace) over(have lotPlace) lotPlace {
	for _, part := range []struct{ to, had *string }{{&l.phase, &have.phase}, {&l.block, &have.block}, {&l.lot, &have.lot}} {
		if *part.to == "" {
			*part.to = *part.had
		}
	}
	return l
}

// String is the place as the text of a lot.
func (l lotPlace) String() string {
	if l.plain() {
		return l.lot
	}
	var parts []string
	if l.phase != "" {
		parts = append(parts, "Phase "+l.phase)
	}
	if l.block != "" {
		parts = append(parts, "Block "+l.block)
	}
	switch {
	case l.lot == "":
	case unicode.IsDigit(rune(l.lot[0])) || len(l.lot) == 1:
		parts = append(parts, "Lot "+l.lot)
	default:
		parts = append(parts, l.lot)
	}
	return strings.Join(parts, ", ")
}

// key is what places have in common that are one.
func (l lotPlace) key() string {
	lot := importer.LotKey(l.lot)
	if l.plain() {
		return lot
	}
	return "phase " + importer.LotKey(l.phase) + " block " + importer.LotKey(l.block) + " lot " + lot
}

// code is the code of a home there: MR-009, or MR-2-B-009 with phase and block.
func (l lotPlace) code(community string) (string, error) {
	for _, part := range [...]string{l.phase, l.block} {
		if part != "" {
			community += "-" + codePart(part)
		}
	}
	return codeOfLot(community, strings.ToUpper(importer.LotKey(l.lot)))
}

// codePart is a text as a part of a code: letters and digits, joined by -.
func codePart(text string) string {
	words := strings.FieldsFunc(importer.LotKey(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.ToUpper(strings.Join(words, "-"))
}

func lotHash(key string) uint64 { return keyHash("lot", key) }

// anyPhase is the hash of a lot in whatever phase and block.
func anyPhase(l lotPlace) uint64 { return keyHash("lot of a phase", importer.LotKey(l.lot)) }

// lotsOf is the homes of a community by where they are.
func (m *placeMemo) lotsOf(in operator.CommunityID) (map[uint64][]operator.PropertyID, error) {
	if m.lots[in] != nil {
		return m.lots[in], nil
	}
	m.lots[in], m.touched[in] = map[uint64][]operator.PropertyID{}, true
	if isNew(in) {
		return m.lots[in], nil
	}
	for p, err := range m.s.r.Properties(in, 0, "") {
		if err != nil {
			return nil, err
		}
		m.lots.add(in, p.Lot, p.ID)
	}
	return m.lots[in], nil
}

// addLot remembers where a home is that was made.
func (m *placeMemo) addLot(in operator.CommunityID, text string, id operator.PropertyID) {
	m.touched[in] = true
	m.lots.add(in, text, id)
}

// onLot finds the homes of a community that a row can mean. One that gives no phase
// means the only home on the lot; one that does is not to make a second home where
// somebody has added that home without.
func (h *homeRow) onLot(l lotPlace) ([]operator.PropertyID, error) {
	lots, err := h.places.lotsOf(h.community.ID)
	if err != nil || len(lots[lotHash(l.key())]) > 0 {
		return lots[lotHash(l.key())], err
	}
	if l.plain() {
		return lots[anyPhase(l)], nil
	}
	if plain := lots[lotHash(importer.LotKey(l.lot))]; len(plain) > 0 {
		other, _, err := h.s.r.Property(plain[0])
		if err != nil {
			return nil, err
		}
		h.conflict(importer.Lot, "no_phase", other.Code+" is on lot "+l.lot+", and nobody knows its phase: if it is this home, operator property edit "+
			other.Code+" --lot \""+l.String()+"\"; if not, give this one a code")
	}
	return nil, nil
}

// lotKeys are keys that a home is not found by, and that rows after it must know:
// its lot, whatever else names it, and that there is one of it in a phase.
func (h *homeRow) lotKeys() (claimed []uint64, unsure uint64) {
	l := lotPlaceOf(h.v[importer.Lot])
	if l.lot == "" || h.community.ID.IsZero() {
		return nil, 0
	}
	in := fmt.Sprint(uint64(h.community.ID))
	claimed = []uint64{keyHash("home lot", in, l.key())}
	plain, phased := keyHash("home lot", in, importer.LotKey(l.lot)), keyHash("home lot of a phase", in, importer.LotKey(l.lot))
	if l.plain() {
		return claimed, phased
	}
	return append(claimed, phased), plain
}

// sameLot refuses a new home that a row before may have meant: one of them gives a
// phase or block, and the other does not.
func (h *homeRow) sameLot(unsure uint64) bool {
	if h.v[importer.Code] != "" {
		return false
	}
	t, ok := h.named(unsure)
	if ok {
		h.problem(importer.Lot, "no_phase", "the lot is in row "+strconv.Itoa(t.row)+" too, and only one of them gives the phase: give it in both, or a code")
	}
	return ok
}

// said is the hash of what the row says of the home. A lot counts as the key it is found by:
// rows that write it as 9 and as 009 say the same.
func (h *homeRow) said() uint64 {
	lot := h.v[importer.Lot]
	key := lotPlaceOf(lot).key()
	if lot == "" || key == operator.Fold(lot) {
		return valuesHash(h.v)
	}
	v := maps.Clone(h.v)
	v[importer.Lot] = key
	return valuesHash(v)
}

// lotOfEdit is the text that a home's lot becomes; nil where it says the same.
func lotOfEdit(v importer.Values, have store.Property) *string {
	was := lotPlaceOf(have.Lot)
	is := lotInRow(v).over(was)
	if is.key() == was.key() {
		return nil
	}
	return given(is.String())
}
