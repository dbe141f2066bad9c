package demo

import "math/bits"

// random gives numbers that follow from a seed, and look as if they did not. It
// is the generator splitmix64, written down here so that a seed means the same
// with every version of Go.
type random struct{ state uint64 }

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1, for n above 0.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// part is a number from 0 to 1, without 1.
func (r *random) part() float64 { return float64(r.next()>>11) / (1 << 53) }

// chance is true so often in a hundred.
func (r *random) chance(percent float64) bool { return r.part()*100 < percent }

// between is a time from a to b.
func (r *random) between(a, b int64) int64 {
	if b <= a {
		return a
	}
	hi, _ := bits.Mul64(r.next(), uint64(b-a)+1)
	return a + int64(hi)
}

// pick is one of a list.
func pick[T any](r *random, list []T) T { return list[r.below(len(list))] }
