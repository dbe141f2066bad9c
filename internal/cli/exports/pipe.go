package exports

import (
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// pipe is the content of an export for who reads it. It is begun with the first
// read, so that a file that cannot be made costs no export.
type pipe struct {
	run func(io.Writer) (operator.Export, error)

	started bool
	r       *io.PipeReader
	done    chan struct{}
	made    operator.Export
}

// Read reads what is exported.
func (p *pipe) Read(b []byte) (int, error) {
	if !p.started {
		r, w := io.Pipe()
		p.started, p.r, p.done = true, r, make(chan struct{})
		go func() {
			defer close(p.done)
			var err error
			p.made, err = p.run(w)
			_ = w.CloseWithError(err) // it always gives nil
		}()
	}
	return p.r.Read(b)
}

// end waits for the export, once nobody reads it any more, and says what it gave.
// What it failed with was read.
func (p *pipe) end() operator.Export {
	if !p.started {
		return p.made
	}
	_ = p.r.Close() // it always gives nil
	<-p.done
	return p.made
}
