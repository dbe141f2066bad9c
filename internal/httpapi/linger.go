package httpapi

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// lingers is how long who still sends a body has to hear that it is not wanted, as long
// as net/http lets them.
const lingers = 500 * time.Millisecond

// incoming is a body that knows whether all of it was read.
type incoming struct {
	io.ReadCloser
	begun, ended bool
}

func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.begun = b.begun || n > 0
	b.ended = b.ended || errors.Is(err, io.EOF)
	return n, err
}

// linger sends the answer to whoever still sends, and gives them time to hear it: a
// connection that is closed with something unread is reset, which takes the answer away.
// net/http does so itself, but for a request that waited for 100 Continue.
func (b *incoming) linger(w http.ResponseWriter, r *http.Request) {
	if !b.begun || b.ended || r.Header.Get("Expect") == "" {
		return
	}
	w.Header().Set("Connection", "close")
	if http.NewResponseController(w).Flush() == nil {
		time.Sleep(lingers)
	}
}
