package app

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ChainKeys is the file with the keys of the chains that are not in the store. A key is
// put aside before the store begins it, and takes its place after that: a process that
// dies in between leaves a store that has its key, or one that has begun none.
type ChainKeys interface {
	Path() string
	// Load reads the keys; none where there is no file.
	Load() (event.Keys, error)
	// Prepare puts keys aside, and waits until they are on disk.
	Prepare(event.Keys) error
	// Finish has what was put aside take its place.
	Finish() error
}

// chainKeys are the keys of a store, in it and in its file.
type chainKeys struct {
	ws    store.Workspace
	keys  event.Keys
	path  string
	aside bool // the last one did not take its place yet
}

// chainKeys reads the keys of a store. It fails for a file that is of another one, or
// that others may read.
func (a *App) chainKeys(ws store.Workspace) (chainKeys, error) {
	k := chainKeys{ws: ws}
	if a.ChainKeys == nil {
		return k, nil
	}
	k.path = a.ChainKeys.Path()
	var err error
	if k.keys, err = a.ChainKeys.Load(); err != nil {
		return k, err
	}
	if !k.keys.IsOf(ws.Instance) {
		return k, operator.Errorf(operator.Config, "%s has the keys of another store's log", k.path).
			WithHint("put the file of this store there, or move it away").Reason("chain_key_foreign").With("path", k.path)
	}
	if p := k.keys.Pending; p != nil {
		if (event.Keys{Held: [][]byte{p}}).Unknown(ws.Instance, ws.Keys) == nil {
			k.keys, k.aside = k.keys.With(ws.Instance, p), true
		}
		k.keys.Pending = nil
	}
	return k, nil
}

// at is the key that the hash of an event was made with; nil if it is not there.
func (k chainKeys) at(seq uint64) []byte {
	for i := len(k.ws.Keys) - 1; i >= 0; i-- {
		if k.ws.Keys[i].From <= seq {
			return k.keys.Find(k.ws.Instance, k.ws.Keys[i].ID)
		}
	}
	return k.ws.Secret
}

// missing says whether the key is not there that events are linked with.
func (k chainKeys) missing() bool {
	n := len(k.ws.Keys)
	return n > 0 && k.keys.Find(k.ws.Instance, k.ws.Keys[n-1].ID) == nil
}

// current is the key that the next event is linked with.
func (k chainKeys) current() ([]byte, error) {
	n := len(k.ws.Keys)
	switch {
	case k.missing():
		return nil, operator.Errorf(operator.Config, "the key of the log is not in %s: the store can be read, and not changed", k.path).
			WithHint("put the file back from where you keep its copy; if there is none any more: operator audit rekey --lost").
			Reason("chain_key_missing").With("path", k.path)
	case k.keys.Unknown(k.ws.Instance, k.ws.Keys) != nil:
		return nil, operator.Errorf(operator.Config, "the store does not know the key in %s: it is older than the key, as one from a backup is, or was written anew", k.path).
			WithHint("look at the log (operator audit verify), then go on with the key: operator audit rekey").
			Reason("chain_key_unknown").With("path", k.path)
	case n == 0:
		return k.ws.Secret, nil
	}
	return k.keys.Find(k.ws.Instance, k.ws.Keys[n-1].ID), nil
}

// linker links the session's events.
func (s *session) linker() (*event.Linker, error) {
	k, err := s.app.chainKeys(s.ws)
	if err != nil {
		return nil, err
	}
	key, err := k.current()
	if err != nil {
		return nil, err
	}
	return event.NewLinker(key, s.ws.Instance), nil
}

// begin has the next event linked with a key, which seals the log before it: who has the
// keys before cannot write that anew.
func (k chainKeys) begin(tx store.Tx, key []byte, lost bool) (store.Workspace, error) {
	ws := k.ws
	last, err := tx.LastEvent()
	if err != nil {
		return ws, err
	}
	var chains []store.Chain
	for c, err := range tx.Chains() {
		if err != nil {
			return ws, err
		}
		chains = append(chains, c)
	}
	begun := store.ChainKey{
		ID: event.Fingerprint(ws.Instance, key), From: last + 1,
		Head: event.NewAnchor(ws.Instance, 0, chains).String(), Lost: lost,
	}
	begun.Seal = event.SealKey(key, ws.Instance, begun)
	ws.Keys = append(append([]store.ChainKey{}, ws.Keys...), begun)
	return ws, tx.PutWorkspace(ws)
}

// OwnKey is for a server, before it answers: the key of the log is in a file from then
// on. It fails where the store has had one, and it is not there.
func (a *App) OwnKey(ctx context.Context) error {
	var k chainKeys
	look := func(r store.Reader) error {
		ws, err := r.Workspace()
		if err == nil {
			k, err = a.chainKeys(ws)
		}
		if err == nil {
			_, err = k.current()
		}
		return err
	}
	if err := a.Store.View(ctx, look); err != nil {
		return err
	}
	if len(k.ws.Keys) == 0 {
		err := a.Store.Update(ctx, func(tx store.Tx) error {
			if err := look(tx); err != nil || len(k.ws.Keys) > 0 {
				return err
			}
			key, err := randomBytes(a.Random, event.KeySize)
			if err == nil {
				err = a.ChainKeys.Prepare(k.keys.With(k.ws.Instance, key))
			}
			if err == nil {
				_, err = k.begin(tx, key, false)
			}
			return err
		})
		if err != nil {
			return err
		}
		return a.ChainKeys.Finish()
	}
	if k.aside {
		return a.ChainKeys.Finish()
	}
	return nil
}

// errNoKeyFile says that a store has no place for keys of its own.
var errNoKeyFile = errors.New("there is no file for the keys of the log")

// sealed says whether the record of a key has the key's own seal.
func sealed(key, instance []byte, k store.ChainKey) bool {
	return hmac.Equal(k.Seal, event.SealKey(key, instance, k))
}

// begun looks at the records of the keys, and has their heads compared.
func (a *audit) begun() {
	last := uint64(0)
	for _, b := range a.ws.Keys {
		if b.From < last {
			a.find(fmt.Sprintf("the key of event %d on was begun after the one of event %d on", b.From, last))
		}
		last = b.From
		key := a.keys.keys.Find(a.ws.Instance, b.ID)
		if key == nil {
			continue
		}
		head, err := event.ParseAnchor(b.Head)
		if err != nil || !sealed(key, a.ws.Instance, b) {
			a.find(fmt.Sprintf("what is kept of the key of event %d on was changed", b.From))
			continue
		}
		if a.of.IsZero() {
			a.expected = append(a.expected, head)
		}
	}
	sortHeads(a.expected)
	if a.keys.keys.Unknown(a.ws.Instance, a.ws.Keys) != nil {
		a.find(fmt.Sprintf("the store does not know the last key in %s: it is older than the key, or was written anew", a.keys.path))
	}
}

// missed finds keys that are not there, but for those that were said to be lost.
func (a *audit) missed() {
	for i, b := range a.ws.Keys {
		lost := i+1 < len(a.ws.Keys) && a.ws.Keys[i+1].Lost
		if !lost && a.keys.keys.Find(a.ws.Instance, b.ID) == nil {
			a.find(fmt.Sprintf("the key of event %d on is not in %s, and without it nobody can tell whether they were changed", b.From, a.keys.path))
		}
	}
}
