package app

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/ahead"
	"github.com/seed-34ad0ce1/operator/internal/importer"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What a row of people does is known when it was looked at: nobody else writes between
// that and the writing (see movedOn), and no row names whom a row before it has named.
// So it is written aside, and done from there; rows of other kinds are read again.

// deed is what a row does with one person: somebody is made, or changed.
type deed struct {
	row  int
	made store.Person
	told json.RawMessage             // what the event of it tells
	edit *operator.EditPersonRequest // nil where somebody is made
}

// isPlanned says whether what the rows of a kind do is written aside.
func isPlanned(kind operator.ImportKind) bool {
	switch kind {
	case operator.ImportBuyers, operator.ImportTeam, operator.ImportContacts:
		return true
	}
	return false
}

// importPlan is what the rows do, written aside.
type importPlan struct {
	room Spool
	out  *bufio.Writer
	n    int // deeds
	size int64
	buf  []byte
}

// planBuffer is how much of a plan is written or read at a time.
const planBuffer = 256 << 10

func (a *App) newPlan() (*importPlan, error) {
	room, err := a.spool()
	if err != nil {
		return nil, err
	}
	return &importPlan{room: room, out: bufio.NewWriterSize(room, planBuffer)}, nil
}

func (p *importPlan) close() {
	if p != nil {
		_ = p.room.Close() // whatever was in it is no longer wanted
	}
}

// add writes something down: its length, and what add of deed makes.
func (p *importPlan) add(one deed) error {
	var size [binary.MaxVarintLen64]byte
	var err error
	if p.buf, err = one.add(p.buf[:0]); err != nil {
		return err
	}
	n := binary.PutUvarint(size[:], uint64(len(p.buf)))
	_, err = p.out.Write(size[:n])
	if err == nil {
		_, err = p.out.Write(p.buf)
	}
	p.n++
	p.size += int64(n + len(p.buf))
	return asideError(err)
}

// some yields what is to be done, some at a time. It is read ahead.
func (p *importPlan) some(ctx context.Context) iter.Seq2[[]todo, error] {
	return ahead.Of(1, func(send func([]todo) error) error {
		if err := p.out.Flush(); err != nil {
			return asideError(err)
		}
		in := bufio.NewReaderSize(io.NewSectionReader(p.room, 0, p.size), planBuffer)
		for left := p.n; left > 0; {
			some := make([]todo, min(left, rowsAtOnce))
			deeds := make([]deed, len(some))
			for i := range some {
				var err error
				if deeds[i], err = p.next(in); err != nil {
					return asideError(err)
				}
				some[i] = todo{rec: importer.Record{Row: deeds[i].row}, deed: &deeds[i]}
			}
			if err := errors.Join(ctx.Err(), send(some)); err != nil {
				return err
			}
			left -= len(some)
		}
		return nil
	})
}

// next reads what add wrote down.
func (p *importPlan) next(in *bufio.Reader) (deed, error) {
	size, err := binary.ReadUvarint(in)
	if err != nil {
		return deed{}, err
	}
	p.buf = slices.Grow(p.buf[:0], int(size))[:size]
	if _, err := io.ReadFull(in, p.buf); err != nil {
		return deed{}, err
	}
	return readDeed(string(p.buf))
}

func asideError(err error) error {
	if err == nil {
		return nil
	}
	return operator.Wrap(operator.IO, err, "what the rows do cannot be written aside").Reason("write_failed")
}

// add writes one behind b. Of who is made, it writes what a row can say.
func (p deed) add(b []byte) ([]byte, error) {
	b = binary.AppendUvarint(b, uint64(p.row))
	edit := []byte{}
	if p.edit != nil {
		var err error
		if edit, err = json.Marshal(p.edit); err != nil {
			return nil, err
		}
	}
	b = addText(b, edit)
	o := p.made
	for _, text := range [...]string{string(o.Kind), string(o.Role), o.Name, o.Email, o.Title} {
		b = addText(b, text)
	}
	b = binary.AppendUvarint(b, uint64(len(o.Phones)))
	for _, n := range o.Phones {
		b = addText(addText(addText(b, n.Raw), n.E164), n.Label)
	}
	b = binary.AppendUvarint(b, uint64(len(o.External)))
	for system, key := range o.External {
		b = addText(addText(b, system), key)
	}
	return b, nil
}

func addText[T string | []byte](b []byte, text T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// readDeed reads what add wrote. The texts are parts of raw.
func readDeed(raw string) (deed, error) {
	r := textReader{rest: raw}
	p := deed{row: int(r.number())}
	if edit := r.text(); edit != "" {
		p.edit = &operator.EditPersonRequest{}
		if err := json.Unmarshal([]byte(edit), p.edit); err != nil {
			return p, err
		}
	}
	o := &p.made
	o.Kind, o.Role = operator.PersonKind(r.text()), operator.Role(r.text())
	o.Name, o.Email, o.Title = r.text(), r.text(), r.text()
	for range r.number() {
		o.Phones = append(o.Phones, store.Phone{Raw: r.text(), E164: r.text(), Label: r.text()})
	}
	for range r.number() {
		if o.External == nil {
			o.External = store.External{}
		}
		system := r.text()
		o.External[system] = r.text()
	}
	if r.bad {
		return p, io.ErrUnexpectedEOF
	}
	if p.edit == nil {
		p.told = personContent(*o).appendJSON(make([]byte, 0, 256))
	}
	return p, nil
}

// textReader reads numbers and texts that stand behind each other.
type textReader struct {
	rest string
	bad  bool
}

func (r *textReader) number() uint64 {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(r.rest[i]&0x7f) << (7 * i)
		if r.rest[i] < 0x80 {
			r.rest = r.rest[i+1:]
			return n
		}
	}
	r.rest, r.bad = "", true
	return 0
}

func (r *textReader) text() string {
	n := r.number()
	if n > uint64(len(r.rest)) {
		r.rest, r.bad = "", true
		return ""
	}
	text := r.rest[:n]
	r.rest = r.rest[n:]
	return text
}

// apply does what was planned of a row.
func (r *importRow) apply(d deed) error {
	if d.edit != nil {
		return r.applyEdit(*d.edit)
	}
	_, err := r.make(d.made, d.told)
	return err
}

// make makes somebody.
func (r *importRow) make(o store.Person, told any) (operator.PersonID, error) {
	if err := r.s.mayAddPerson(o.Kind); err != nil {
		return 0, err
	}
	if err := r.s.putNew(&o, told); err != nil {
		return 0, err
	}
	r.made(o.ID.String(), o.Name)
	if o.Kind == operator.Buyer {
		r.fresh = append(r.fresh, o.ID)
	}
	return o.ID, nil
}

func (r *importRow) applyEdit(req operator.EditPersonRequest) error {
	var id operator.PersonID
	if err := id.UnmarshalText([]byte(req.Person)); err != nil {
		return err
	}
	o, err := r.s.person(id)
	if err != nil {
		return err
	}
	name := o.Name
	e, err := r.s.alter(&o, req)
	if err != nil {
		return err
	}
	r.edited(o.ID.String(), name, e)
	return nil
}

// plan notes what the row does.
func (r *importRow) plan(p deed) {
	if r.importing.plan != nil {
		p.row = r.rec.Row
		r.plans = append(r.plans, p)
	}
}
