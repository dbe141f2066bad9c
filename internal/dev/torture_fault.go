package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/seed-34ad0ce1/operator/internal/dev/powercut"
)

// faults are the calls of the system that fail in turn, how each does, and whether only
// that one does, or all that come after it too. EINTR is no fault: a signal came first. A
// write of nothing is as short as one can be; strace knows none of a part, for what it says
// was written is not.
var faults = []struct{ calls, ways, lasting []string }{
	{[]string{"pwrite64"}, []string{"error=EIO", "error=ENOSPC"}, []string{"", "+"}},
	{[]string{"ftruncate", "openat", "mkdirat", "linkat"}, []string{"error=EIO", "error=ENOSPC"}, []string{""}},
	{[]string{"fdatasync", "fsync"}, []string{"error=EIO"}, []string{"", "+"}},
	{[]string{"write", "renameat", "read", "pread64", "unlinkat"}, []string{"error=EIO"}, []string{""}},
	{[]string{"pwrite64", "write"}, []string{"error=EINTR", "retval=0"}, []string{""}},
	{[]string{"openat", "fdatasync", "fsync", "flock", "read", "pread64"}, []string{"error=EINTR"}, []string{""}},
}

// eachFault gives every call with every way to fail, as strace takes it.
func eachFault() []string {
	var list []string
	for _, f := range faults {
		for _, call := range f.calls {
			for _, way := range f.ways {
				for _, lasting := range f.lasting {
					list = append(list, call+":"+way+":when=%d"+lasting)
				}
			}
		}
	}
	return list
}

// faultStatuses are those that a command may end with in which a call failed.
var faultStatuses = []int{0, 65, 66, 69, 73, 74, 75, 77, 78, 80}

// faultsAtMost is after how many calls the loop gives up.
const faultsAtMost = 400

// faultOnce has the first, the second, the third … call of each kind fail in each command
// of the scenes, until the command goes through untouched. What is told of it must be so,
// also if the power goes then and nothing that was not synced is kept.
func faultOnce(ctx context.Context, b *workbench, t *tally) error {
	stage, err := b.stage(ctx)
	if err != nil {
		return err
	}
	for _, s := range b.scenes() {
		base, err := b.set(ctx, s, stage)
		if err != nil {
			return err
		}
		before := t.faults
		if err := b.loops(ctx, s, base, t); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Printf("fault: %s met %d faults\n", s.name, t.faults-before)
		if err := os.RemoveAll(base); err != nil {
			return err
		}
	}
	return os.RemoveAll(stage)
}

// loops runs the loop for every command, call and error.
func (b *workbench) loops(ctx context.Context, s scene, base string, t *tally) error {
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	var mu sync.Mutex
	var failed error
	for i := range s.steps {
		for _, fault := range eachFault() {
			slots <- struct{}{}
			all.Go(func() {
				defer func() { <-slots }()
				err := b.loop(ctx, s, i, base, fault, t)
				mu.Lock()
				failed = errors.Join(failed, err)
				mu.Unlock()
			})
		}
	}
	all.Wait()
	return failed
}

// loop has one call after the other fail. strace counts the calls of each thread for
// itself, so that one run may meet several faults.
func (b *workbench) loop(ctx context.Context, s scene, i int, base, fault string, t *tally) error {
	for n := 1; n <= faultsAtMost; n++ {
		verdict := &tally{}
		again, err := b.disturb(ctx, s, i, base, fmt.Sprintf(fault, n), verdict)
		t.add(verdict)
		if err != nil || !again {
			return err
		}
	}
	return fmt.Errorf("%v meets a fault of %s again and again", s.steps[i].args, fault)
}

// disturb runs a command once with a fault, and says whether it met one.
func (b *workbench) disturb(ctx context.Context, s scene, i int, base, fault string, t *tally) (again bool, err error) {
	root := fmt.Sprintf("%s-%d", base, rand.Uint64())
	if err := os.CopyFS(root, os.DirFS(base)); err != nil {
		return false, err
	}
	defer func() { _ = os.RemoveAll(root); _ = os.Remove(root + ".trace") }()
	rec, err := powercut.Record(root)
	if err != nil {
		return false, err
	}
	within, stop := context.WithTimeout(ctx, sceneLongest)
	defer stop()
	trace, step := root+".trace", s.steps[i]
	raw, status, err := powercut.Traced(within, trace, fault, b.env(), b.operator, placed(root, step.args)...)
	if err != nil {
		return false, err
	}
	said := string(raw)
	m, err := metFaults(trace)
	if err != nil || !m.any || m.runtimes {
		return m.any, err
	}
	t.faults++
	wrong := b.judge(ctx, root, step, status, said, m.output, t)
	if status == 0 {
		wrong = append(wrong, b.cutAfter(ctx, rec, trace, root, step, t)...)
	}
	b.goOn(ctx, root, step, t)
	if len(wrong) > 0 || t.bad() > 0 {
		fmt.Printf("fault: %s %d, %s, status %d: %s; lost %d, twice %d, failed %d, unclean %d\n%s",
			s.name, i+1, fault, status, strings.Join(wrong, "; "), t.lost, t.twice, t.failed, t.unclean, said[:min(len(said), 500)])
	}
	return true, ctx.Err()
}

// met is what a command met: whether a call failed, whether one was of what is printed,
// and whether one was the runtime's own, which ends any program of Go.
type met struct{ any, output, runtimes bool }

func metFaults(trace string) (m met, err error) {
	file, err := os.Open(trace)
	if err != nil {
		return m, err
	}
	defer func() { _ = file.Close() }()
	calls, err := powercut.Calls(file)
	for _, c := range calls {
		if !c.Injected {
			continue
		}
		m.any = true
		_, path, _ := powercut.Descriptor(c.Args[0])
		m.output = m.output || c.Stream() > 0
		m.runtimes = m.runtimes || strings.HasPrefix(path, "anon_inode:")
	}
	return m, err
}

// judge compares what a command said with what it did.
func (b *workbench) judge(ctx context.Context, root string, step step, status int, said string, output bool, t *tally) (wrong []string) {
	if !slices.Contains(faultStatuses, status) {
		wrong = append(wrong, "the status is none for a fault")
	}
	if strings.Contains(said, "goroutine ") || strings.Contains(said, "panic:") {
		wrong = append(wrong, "there is a trace of Go")
	}
	if status != 0 && said == "" && !output {
		wrong = append(wrong, "nothing was said")
	}
	n, err := step.seen(ctx, b, root)
	switch {
	case err != nil:
		wrong = append(wrong, err.Error())
	case status == 0:
		t.acknowledged++
		t.kept += n
		if n == 0 {
			t.lost++
		}
	case n > 0 && status != 80 && !output && !step.always:
		wrong = append(wrong, "it said that it failed, and its effect is there")
	}
	t.failed += len(wrong)
	b.lookOver(ctx, root, t)
	return wrong
}

// cutAfter cuts the power after a command that said that all went well, and loses all
// that was not synced by then.
func (b *workbench) cutAfter(ctx context.Context, rec *powercut.Recording, trace, root string, step step, t *tally) (wrong []string) {
	if err := rec.Add(trace, true); err != nil {
		t.failed++
		return []string{err.Error()}
	}
	disk := powercut.NewDisk(rec.Base)
	for _, o := range rec.Ops {
		disk.Do(o)
	}
	image := root + "-image"
	defer func() { _ = os.RemoveAll(image) }()
	if err := disk.Image(powercut.Everything, nil).Write(image); err != nil {
		t.failed++
		return []string{err.Error()}
	}
	t.images++
	n, err := step.seen(ctx, b, image)
	if err == nil {
		err = b.sound(ctx, image)
	}
	if err != nil {
		t.unclean++
		wrong = append(wrong, "after a power cut: "+err.Error())
	}
	if n == 0 {
		t.lost++
		wrong = append(wrong, "a power cut loses it")
	}
	return wrong
}
