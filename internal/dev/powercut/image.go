package powercut

import (
	"maps"
	"math/rand/v2"
	"slices"
)

// Loss is how much of what was not put on disk is lost.
type Loss int

// The losses.
const (
	Nothing    Loss = iota // as when a program is killed
	Everything             // as when the disk was never idle
	Some                   // any page, sector, size and name
	losses
)

// AnyLoss draws one.
func AnyLoss(r *rand.Rand) Loss {
	if r.IntN(4) > 0 {
		return Some
	}
	return Loss(r.IntN(int(losses)))
}

// Image is the folder as it may be after the power went.
func (d *Disk) Image(loss Loss, r *rand.Rand) Folder {
	draw := drawn{r: r, loss: loss}
	if loss == Some {
		draw.keep = r.Float64()
	}
	img := Folder{Entries: d.entries(draw), Files: map[int][]byte{}}
	reached := img.reached()
	for _, node := range slices.Sorted(maps.Keys(d.files)) { // so that one seed draws one image
		if reached[node] {
			img.Files[node] = d.files[node].image(draw)
		}
	}
	return img
}

// drawn draws versions.
type drawn struct {
	r    *rand.Rand
	loss Loss
	keep float64 // how likely it is that something is there after all
}

// of draws one of n versions, of which the first is on disk.
func (d drawn) of(n int) int {
	switch {
	case n == 1 || d.loss == Everything:
		return 0
	case d.loss == Nothing || d.r.Float64() < d.keep:
		return n - 1
	}
	return d.r.IntN(n)
}

// image draws the content of a file.
func (f *file) image(d drawn) []byte {
	size := f.sizes[d.of(len(f.sizes))].size
	out := make([]byte, size)
	for _, n := range slices.Sorted(maps.Keys(f.pages)) {
		content := f.pages[n].image(d)
		if at := n * pageSize; at < size {
			copy(out[at:], content)
		}
	}
	return out
}

// image draws a page: a version, or, once in a while, sectors of several.
func (p *page) image(d drawn) []byte {
	n := len(p.versions)
	if n == 1 || d.loss != Some || d.r.IntN(4) > 0 {
		return p.versions[d.of(n)].content
	}
	out := make([]byte, pageSize)
	for at := 0; at < pageSize; at += sectorSize {
		if content := p.versions[d.of(n)].content; content != nil {
			copy(out[at:at+sectorSize], content[at:])
		}
	}
	return out
}

// entries draws the names. A file system with a journal keeps them in order, up to some
// moment; others keep any. What is changed at once in one folder is there or not, and
// what moves from one folder to another is never in neither.
func (d *Disk) entries(draw drawn) map[int]map[string]int {
	folders := map[int]map[string]int{}
	for n, entries := range d.folders {
		folders[n] = maps.Clone(entries)
	}
	keep := make([]bool, len(d.names))
	switch {
	case draw.loss == Nothing:
		for i := range keep {
			keep[i] = true
		}
	case draw.loss == Everything:
	case draw.r.IntN(2) == 0:
		for i := range draw.r.IntN(len(keep) + 1) {
			keep[i] = true
		}
	default:
		for i := range keep {
			keep[i] = draw.of(2) == 1
		}
	}
	for i, change := range d.names {
		for _, e := range change.Names {
			if keep[i] {
				set(folders, e)
			}
		}
	}
	return folders
}

// reached is what the root leads to.
func (f Folder) reached() map[int]bool {
	seen := map[int]bool{}
	var down func(int)
	down = func(node int) {
		if seen[node] {
			return
		}
		seen[node] = true
		for _, to := range f.Entries[node] {
			down(to)
		}
	}
	down(root)
	return seen
}
