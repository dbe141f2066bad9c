package server

import (
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// patiently gives a request and what answers it such that neither stands still for longer
// than Options.Patience. Call over when it is answered.
func (s *Server) patiently(w http.ResponseWriter, r *http.Request) (out *answer, patient *http.Request, over func()) {
	control := http.NewResponseController(w)
	out = &answer{ResponseWriter: w, control: control, patience: s.o.Patience}
	out.body = &arriving{ReadCloser: r.Body, control: control, patience: s.o.Patience, began: time.Now()}
	out.body.over.Store(r.Body == http.NoBody)
	patient = r.WithContext(r.Context()) // a copy, since net/http looks at the body of its own
	patient.Body = out.body
	return out, patient, out.body.linger
}

// patient has all of a handler's requests answered patiently.
func (s *Server) patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out, r, over := s.patiently(w, r)
		defer over()
		next.ServeHTTP(out, r)
	})
}

// answer is what is written to who asked. A write that stands still for longer than
// patience ends the connection; one that goes on may take as long as it takes.
type answer struct {
	http.ResponseWriter
	control  *http.ResponseController
	body     *arriving // of the request
	duplex   bool      // it is read while the answer is written
	patience time.Duration
	code     int
	bytes    int64
}

// WriteHeader begins the answer. Where the body was not read, net/http reads some of it
// first, so that the connection can be used again, and would wait for it for ever.
func (a *answer) WriteHeader(status int) {
	begins := a.code < http.StatusOK
	if begins {
		a.code = status
	}
	if !begins || status < http.StatusOK || a.duplex || a.body.over.Load() {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	a.body.linger()
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience + lingers))
	a.ResponseWriter.WriteHeader(status)
	_ = a.control.Flush() // it reads now, and not once there is more to write
	a.body.free()
}

func (a *answer) Write(p []byte) (int, error) {
	if a.code < http.StatusOK {
		a.WriteHeader(http.StatusOK)
	}
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience))
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Flush sends what was written.
func (a *answer) Flush() {
	if a.code < http.StatusOK {
		a.WriteHeader(http.StatusOK)
	}
	_ = a.control.SetWriteDeadline(time.Now().Add(a.patience))
	_ = a.control.Flush()
}

// EnableFullDuplex has the answer begin while the request is read.
func (a *answer) EnableFullDuplex() error {
	a.duplex = true
	return a.control.EnableFullDuplex()
}

// Unwrap lets http.ResponseController through.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) status() int {
	if a.code == 0 {
		return http.StatusOK
	}
	return a.code
}

const (
	// slowestUpload is how many bytes a second a body must come with, once it has had its
	// patience: the rate of an old telephone line.
	slowestUpload = 1 << 10
	// lingers is how long a body may go on coming that nobody reads. It is less than a
	// server that stops waits, so that nobody holds that up.
	lingers = 5 * time.Second
)

// arriving is a body that is read. It may not stand still, nor trickle.
type arriving struct {
	io.ReadCloser
	control  *http.ResponseController
	patience time.Duration
	began    time.Time
	bytes    int64
	over     atomic.Bool // no more of it comes
	until    time.Time   // when nobody waits for it any more, once nobody reads it
}

func (b *arriving) Read(p []byte) (int, error) {
	if b.over.Load() {
		return b.ReadCloser.Read(p)
	}
	still := time.Now().Add(b.patience)
	due := b.began.Add(2*b.patience + time.Duration(b.bytes/slowestUpload)*time.Second)
	if due.Before(still) {
		still = due
	}
	_ = b.control.SetReadDeadline(still)
	n, err := b.ReadCloser.Read(p)
	b.bytes += int64(n)
	if err != nil {
		b.over.Store(true)
	}
	if err == io.EOF {
		b.free()
	}
	return n, err
}

// linger gives what nobody reads of the body a little time, once, and no more.
func (b *arriving) linger() {
	if b.over.Load() {
		return
	}
	if b.until.IsZero() {
		b.until = time.Now().Add(min(b.patience, lingers))
	}
	_ = b.control.SetReadDeadline(b.until)
}

// free lets an answer take its time: what it is read for is whether who asked has gone.
func (b *arriving) free() { _ = b.control.SetReadDeadline(time.Time{}) }
