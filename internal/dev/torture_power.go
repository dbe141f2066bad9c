package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/dev/powercut"
)

// powerImages is how many images are drawn of each scene in a run.
const powerImages = 60

// powerOnce records what the commands of each scene do to their files, and opens the
// folder as it may be after the power went at any moment.
func powerOnce(ctx context.Context, b *workbench, t *tally) error {
	stage, err := b.stage(ctx)
	if err != nil {
		return err
	}
	for _, s := range b.scenes() {
		rec, err := b.record(ctx, s, stage)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		before := t.images
		if err := b.cuts(ctx, s, rec, t); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("power: %s did %d things to its files; %d images\n", s.name, len(rec.Ops), t.images-before)
	}
	return os.RemoveAll(stage)
}

// record runs the commands of a scene and records what they do.
func (b *workbench) record(ctx context.Context, s scene, stage string) (*powercut.Recording, error) {
	root, err := b.set(ctx, s, stage)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(root) }()
	rec, err := powercut.Record(root)
	if err != nil {
		return nil, err
	}
	trace := root + ".trace"
	defer func() { _ = os.Remove(trace) }()
	for _, step := range s.steps {
		said, status, err := powercut.Traced(ctx, trace, "", b.env(), b.operator, placed(root, step.args)...)
		if err == nil && status != 0 {
			err = fmt.Errorf("%v: status %d\n%s", step.args, status, said)
		}
		if err == nil {
			err = rec.Add(trace, true)
		}
		if err != nil {
			return nil, err
		}
	}
	return rec, nil
}

// cut is a moment at which the power goes, and what is left then.
type cut struct {
	at   int // so many operations were begun
	loss powercut.Loss
	left powercut.Folder
}

// cuts opens images of a recording.
func (b *workbench) cuts(ctx context.Context, s scene, rec *powercut.Recording, t *tally) error {
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	failed := make(chan error, powerImages)
	for _, c := range draw(rec) {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			failed <- b.open(ctx, s, rec, c, t)
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// draw draws moments, a third of them about a sync or a name, a third at the end of what
// was acknowledged, and images.
func draw(rec *powercut.Recording) []cut {
	r := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	var about []int
	for i, o := range rec.Ops {
		if o.Kind == powercut.Sync || o.Kind == powercut.Names {
			about = append(about, i, i+1)
		}
	}
	var at []int
	for i := range powerImages {
		switch i % 3 {
		case 0:
			at = append(at, about[r.IntN(len(about))])
		case 1:
			at = append(at, rec.Said[r.IntN(len(rec.Said))])
		default:
			at = append(at, r.IntN(len(rec.Ops)+1))
		}
	}
	slices.Sort(at)
	disk, done := powercut.NewDisk(rec.Base), 0
	cuts := make([]cut, 0, len(at))
	for _, n := range at {
		for ; done < n; done++ {
			disk.Do(rec.Ops[done])
		}
		loss := powercut.AnyLoss(r)
		cuts = append(cuts, cut{n, loss, disk.Image(loss, r)})
	}
	return cuts
}

// open opens what is left, and compares it with what was acknowledged.
func (b *workbench) open(ctx context.Context, s scene, rec *powercut.Recording, c cut, t *tally) error {
	root := filepath.Join(b.dir, fmt.Sprintf("image-%d", rand.Uint64()))
	if err := c.left.Write(root); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(root) }()
	verdict := &tally{images: 1}
	last := 0 // the step that was under way
	for i, step := range s.steps {
		if rec.Ended[i] <= c.at {
			last = min(i+1, len(s.steps)-1)
		}
		b.lookFor(ctx, root, step, rec.Said[i] <= c.at, verdict)
	}
	b.lookOver(ctx, root, verdict)
	b.goOn(ctx, root, s.steps[last], verdict)
	if verdict.bad() > 0 {
		fmt.Printf("power: %s, cut before operation %d of %d, loss %d: lost %d, twice %d, failed %d, unclean %d\n",
			s.name, c.at, len(rec.Ops), c.loss, verdict.lost, verdict.twice, verdict.failed, verdict.unclean)
	}
	t.add(verdict)
	return ctx.Err()
}

// lookFor looks for the effect of a command.
func (b *workbench) lookFor(ctx context.Context, root string, step step, acknowledged bool, t *tally) {
	n, err := step.seen(ctx, b, root)
	if err != nil {
		fmt.Println(err)
		t.failed++
		return
	}
	if n > 1 {
		t.twice += n - 1
	}
	if n > 0 {
		t.kept++
	}
	if !acknowledged {
		return
	}
	t.acknowledged++
	if n == 0 {
		t.lost++
	}
}

func (b *workbench) lookOver(ctx context.Context, root string, t *tally) {
	if err := b.sound(ctx, root); err != nil {
		fmt.Println(err)
		t.unclean++
	}
}

// goOn runs the command that was cut off once more: it has one effect then, what else is
// written is kept, and nothing lies about.
func (b *workbench) goOn(ctx context.Context, root string, step step, t *tally) {
	n, err := step.seen(ctx, b, root)
	if err != nil {
		return // which lookFor counted
	}
	want := 0
	if n > 0 {
		want = step.again
	}
	status, said, err := b.ended(ctx, placed(root, step.args)...)
	if err != nil || status != want {
		fmt.Printf("%v once more: status %d for %d, %v\n%s", step.args, status, want, err, said)
		t.failed++
	}
	after := &tally{}
	b.lookFor(ctx, root, step, true, after)
	if err := b.writeOn(ctx, root); err != nil {
		fmt.Println(err)
		after.failed++
	}
	b.lookOver(ctx, root, after)
	if err := litter(root); err != nil {
		fmt.Println(err)
		after.unclean++
	}
	t.lost, t.twice, t.failed, t.unclean = t.lost+after.lost, t.twice+after.twice, t.failed+after.failed, t.unclean+after.unclean
}
