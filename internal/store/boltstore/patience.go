package boltstore

import (
	"context"
	"errors"
	"time"
)

// patience is how long somebody waits for locks: until their time is up, they want them no
// more, or, for who is not in yet, a server answers for the store. What looks for that
// begins with the first wait, as most who come find every lock free.
type patience struct {
	ctx     context.Context // of who waits
	o       Options
	began   time.Time
	inside  bool            // who waits has the writer's lock already
	waiting context.Context // nil while nothing had to be waited for
	ends    []func()
}

// wait gives the context that ends with patience.
func (p *patience) wait() context.Context {
	if p.waiting != nil {
		return p.waiting
	}
	limited, cancel := context.WithTimeout(p.ctx, p.o.wait())
	p.waiting, p.ends = limited, append(p.ends, cancel)
	if !p.inside {
		waiting, stop := untilServed(limited, p.o)
		p.waiting, p.ends = waiting, append(p.ends, stop)
	}
	return p.waiting
}

// end ends what looks for the end of patience.
func (p *patience) end() {
	for _, end := range p.ends {
		end()
	}
}

// gaveUp says why a lock was not got, whose error is err.
func (p *patience) gaveUp(err error) error {
	switch {
	case p.ctx.Err() != nil:
		return p.ctx.Err()
	case p.waiting != nil && errors.Is(context.Cause(p.waiting), errServed):
		return served(p.o)
	case p.waiting != nil && p.waiting.Err() != nil:
		return busy(p.o, p.began)
	}
	return failure(err, "the store %s cannot be locked", p.o.Dir)
}
