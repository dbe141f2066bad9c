package boltstore

// lateNumbers finds numbers by hashes. Two that differ may have the same hash.
type lateNumbers struct {
	slots []uint64 // hash<<32 | number+1; 0 is free
	n     int
}

func (t *lateNumbers) add(hash, number uint32) {
	if 4*t.n >= 3*len(t.slots) {
		old := t.slots
		t.slots = make([]uint64, max(1<<12, 2*len(old)))
		for _, s := range old {
			if s != 0 {
				t.place(s)
			}
		}
	}
	t.place(uint64(hash)<<32 | uint64(number+1))
	t.n++
}

// at is where a hash is looked for first: they are as mixed in front as at the end.
func (t *lateNumbers) at(hash uint64) int { return int(hash & uint64(len(t.slots)-1)) }

func (t *lateNumbers) place(slot uint64) {
	i := t.at(slot >> 32)
	for t.slots[i] != 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = slot
}

func (t *lateNumbers) of(hash uint32) (numbers []uint32) {
	if len(t.slots) == 0 {
		return nil
	}
	for i := t.at(uint64(hash)); t.slots[i] != 0; i = (i + 1) & (len(t.slots) - 1) {
		if uint32(t.slots[i]>>32) == hash {
			numbers = append(numbers, uint32(t.slots[i])-1)
		}
	}
	return numbers
}
