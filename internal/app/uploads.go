package app

import (
	"io"
	"sync"
	"time"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// unnamed counts what people have uploaded and named nowhere yet, so that nobody fills
// the disk with what nobody sees. It is of this process: a server that is started anew
// counts from nothing, and what it does not know of goes with its sweeps.
type unnamed struct {
	mu sync.Mutex
	of map[operator.PersonID]*uploaded
}

// uploaded is what one person has uploaded.
type uploaded struct {
	files    map[string]uploadedFile // by the SHA-256 that their tickets say
	arriving int                     // files that are being read
	bytes    int64                   // of all of them, those that have arrived so far too
}

type uploadedFile struct {
	bytes int64
	at    time.Time
}

func newUnnamed() *unnamed { return &unnamed{of: map[operator.PersonID]*uploaded{}} }

// arrival is a file of somebody that is being read.
type arrival struct {
	in    *unnamed
	who   operator.PersonID
	now   time.Time
	bytes int64
}

// begin counts a file that somebody is about to upload, and refuses one too many.
func (u *unnamed) begin(who operator.PersonID, now time.Time) (*arrival, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	has := u.of[who]
	if has == nil {
		has = &uploaded{files: map[string]uploadedFile{}}
		u.of[who] = has
	}
	has.forget(now)
	if n := len(has.files) + has.arriving; n >= operator.MaxUploads {
		return nil, tooManyUploads(has, now, "you have uploaded %d files that nothing names yet, and that is the most", n)
	}
	has.arriving++
	return &arrival{in: u, who: who, now: now}, nil
}

// grow counts more bytes of the file, and refuses one too many.
func (a *arrival) grow(n int64) error {
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	has := a.in.of[a.who]
	a.bytes += n
	has.bytes += n
	if has.bytes > operator.MaxUploadBytes {
		return tooManyUploads(has, a.now, "with this file you would have uploaded more than %d bytes that nothing names yet", int64(operator.MaxUploadBytes))
	}
	return nil
}

// end takes the file for one that was uploaded, under the SHA-256 that its ticket says;
// without one it was not kept.
func (a *arrival) end(sum string) {
	a.in.mu.Lock()
	defer a.in.mu.Unlock()
	has := a.in.of[a.who]
	has.arriving--
	if sum == "" {
		has.bytes -= a.bytes
		a.in.tidy(a.who)
		return
	}
	has.bytes -= has.files[sum].bytes
	has.files[sum] = uploadedFile{bytes: a.bytes, at: a.now}
}

// named says that what somebody keeps names files.
func (u *unnamed) named(who operator.PersonID, files []operator.NewAttachment) {
	if len(files) == 0 {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	has := u.of[who]
	if has == nil {
		return
	}
	for _, f := range files {
		has.bytes -= has.files[f.Upload.SHA256].bytes
		delete(has.files, f.Upload.SHA256)
	}
	u.tidy(who)
}

// expire forgets what is so old that a sweep removes it.
func (u *unnamed) expire(now time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for who, has := range u.of {
		has.forget(now)
		u.tidy(who)
	}
}

// tidy forgets who has nothing.
func (u *unnamed) tidy(who operator.PersonID) {
	if has := u.of[who]; len(has.files)+has.arriving == 0 {
		delete(u.of, who)
	}
}

func (has *uploaded) forget(now time.Time) {
	for sum, f := range has.files {
		if now.Sub(f.at) > operator.BlobGrace {
			has.bytes -= f.bytes
			delete(has.files, sum)
		}
	}
}

// tooManyUploads says that somebody has too much uploaded, and when some of that goes.
func tooManyUploads(has *uploaded, now time.Time, format string, most any) error {
	wait := operator.BlobGrace
	for _, f := range has.files {
		wait = min(wait, operator.BlobGrace-now.Sub(f.at))
	}
	return operator.Errorf(operator.Busy, format, most).
		WithHint("a message without files can be sent now; what was uploaded and then sent with nothing is removed after %d hours", int(operator.BlobGrace.Hours())).
		Reason("too_many_uploads").With(operator.RetryAfter, int(max(wait, time.Second)/time.Second))
}

// arrives counts what is read of a file.
type arrives struct {
	io.Reader
	file *arrival
}

func (c arrives) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if full := c.file.grow(int64(n)); full != nil {
		return 0, full
	}
	return n, err
}
