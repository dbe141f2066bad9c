package deps

import "io"

// Aside is d for what is said of a result that is a file on standard output: it goes to
// standard error, and nowhere for who wants results alone.
func (d *Deps) Aside() *Deps {
	aside, streams := *d, *d.IO
	streams.Out, streams.OutTTY, streams.OutColour = streams.Err, streams.ErrTTY, streams.ErrColour
	if d.Output.Quiet {
		streams.Out = io.Discard
	}
	aside.IO = &streams
	return &aside
}
