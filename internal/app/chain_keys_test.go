package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/app"
	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// keyFile is a file of keys in memory.
type keyFile struct {
	keys, aside event.Keys
	fails       error // of Prepare
}

var _ app.ChainKeys = (*keyFile)(nil)

func (f *keyFile) Path() string { return "operator.key" }

func (f *keyFile) Load() (event.Keys, error) {
	keys := f.keys
	if n := len(f.aside.Held); n > 0 {
		keys.Store, keys.Pending = f.aside.Store, f.aside.Held[n-1]
	}
	return keys, nil
}

func (f *keyFile) Prepare(keys event.Keys) error { f.aside = keys; return f.fails }

func (f *keyFile) Finish() error {
	if !f.aside.Empty() {
		f.keys, f.aside = f.aside, event.Keys{}
	}
	return nil
}

// keyed is an office that a server has had, with a file of keys.
func keyed(t *testing.T) (*office, *keyFile) {
	t.Helper()
	o, f := newOffice(t), &keyFile{}
	o.ChainKeys = f
	o.sell(t)
	if err := o.OwnKey(o.ctx); err != nil {
		t.Fatal(err)
	}
	return o, f
}

// write changes something in the office.
func (o *office) write() error {
	_, err := o.EditWorkspace(o.ctx, operator.EditWorkspaceRequest{Name: operator.Optional("Acme " + rand.Text())})
	return err
}

func (o *office) workspace(t *testing.T) (ws store.Workspace) {
	t.Helper()
	if err := o.store.View(t.Context(), func(r store.Reader) (err error) { ws, err = r.Workspace(); return err }); err != nil {
		t.Fatal(err)
	}
	return ws
}

func (o *office) verify(t *testing.T) operator.AuditReport {
	t.Helper()
	return done[operator.AuditReport](t)(o.VerifyAudit(o.ctx, operator.VerifyAuditRequest{}))
}

func wantReason(t *testing.T, err error, code operator.Code, reason string) {
	t.Helper()
	e, ok := errors.AsType[*operator.Error](err)
	if !ok || e.Code != code || e.Details["reason"] != reason || e.Hint == "" {
		t.Errorf("got %v, want %s with reason %s and a hint", err, code, reason)
	}
}

func TestAServerHasTheKeyOfTheLogInAFile(t *testing.T) {
	t.Parallel()
	o, f := keyed(t)
	ws := o.workspace(t)
	if len(f.keys.Held) != 1 || len(ws.Keys) != 1 || bytes.Equal(f.keys.Held[0], ws.Secret) {
		t.Fatalf("the file has %d keys, and the store knows %d", len(f.keys.Held), len(ws.Keys))
	}
	if err := errors.Join(o.write(), o.OwnKey(o.ctx), o.write()); err != nil {
		t.Fatal(err)
	}
	if len(f.keys.Held) != 1 {
		t.Error("a server that starts again begins another key")
	}
	if r := o.verify(t); len(r.Findings) > 0 || r.Unverified > 0 {
		t.Errorf("it is found that %v", r)
	}
	for range 2 { // nothing is written with the one in between but that it was begun
		done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{}))
	}
	if made := done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{})); made.From == 0 || made.Path != f.Path() {
		t.Errorf("a new key is %+v", made)
	}
	if err := o.write(); err != nil || len(f.keys.Held) != 4 {
		t.Errorf("with the new key: %v, and %d keys", err, len(f.keys.Held))
	}
	if r := o.verify(t); len(r.Findings) > 0 || r.Unverified > 0 {
		t.Errorf("with two keys it is found that %v", r)
	}
}

// TestWithoutTheKeyNothingIsChanged: what is there can be read, and a lost key is given
// up by somebody who says so.
func TestWithoutTheKeyNothingIsChanged(t *testing.T) {
	t.Parallel()
	o, f := keyed(t)
	if err := o.write(); err != nil {
		t.Fatal(err)
	}
	whole := *f
	f.keys = event.Keys{}
	wantReason(t, o.write(), operator.Config, "chain_key_missing")
	wantReason(t, o.OwnKey(o.ctx), operator.Config, "chain_key_missing")
	_, err := o.Rekey(o.ctx, operator.RekeyRequest{})
	wantReason(t, err, operator.Config, "chain_key_missing")
	if _, err := o.ListProperties(o.ctx, operator.ListPropertiesRequest{}); err != nil {
		t.Errorf("it cannot be read: %v", err)
	}
	r := o.verify(t)
	if r.Unverified != 1 || len(r.Findings) != 1 || !strings.Contains(r.Findings[0], "is not in operator.key") {
		t.Errorf("without the key it is found that %+v", r)
	}
	if c := done[operator.CheckReport](t)(o.Sound(o.ctx, false)); c.Unverified != 1 || len(c.Findings) > 0 {
		t.Errorf("a check finds %+v", c)
	}
	dry := operator.WithCall(o.ctx, operator.Call{Actor: "P1", DryRun: true})
	if _, err := o.Rekey(dry, operator.RekeyRequest{Lost: true}); err != nil || len(f.keys.Held)+len(f.aside.Held) > 0 {
		t.Errorf("a dry run: %v, %+v", err, f)
	}
	if made := done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{Lost: true})); !made.Lost || made.From == 0 {
		t.Errorf("the new key is %+v", made)
	}
	if err := o.write(); err != nil {
		t.Error(err)
	}
	if r := o.verify(t); r.Unverified != 1 || len(r.Findings) > 0 {
		t.Errorf("once it was given up it is found that %+v", r)
	}
	_, err = o.Rekey(o.ctx, operator.RekeyRequest{Lost: true})
	wantReason(t, err, operator.Conflict, "chain_key_there")
	f.keys.Held = append(slices.Clone(whole.keys.Held), f.keys.Held...) // it was found after all
	if r := o.verify(t); r.Unverified != 0 || len(r.Findings) > 0 {
		t.Errorf("once it was found again it is found that %+v", r)
	}
}

// TestAKeyThatWroteNothingCanBeLost: the next begins with the same event.
func TestAKeyThatWroteNothingCanBeLost(t *testing.T) {
	t.Parallel()
	o, f := keyed(t)
	f.keys = event.Keys{}
	done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{Lost: true}))
	if ws := o.workspace(t); len(ws.Keys) != 2 || ws.Keys[0].From != ws.Keys[1].From {
		t.Errorf("the keys are %+v", ws.Keys)
	}
	if r := o.verify(t); len(r.Findings)+r.Unverified > 0 {
		t.Errorf("it is found that %+v", r)
	}
}

// TestAKeyOutlivesADeath: a process that dies between the file and the store, or the store
// and the file, leaves a log that goes on.
func TestAKeyOutlivesADeath(t *testing.T) {
	t.Parallel()
	t.Run("before the store knows it", func(t *testing.T) {
		o, f := newOffice(t), &keyFile{fails: errors.New("killed")}
		o.ChainKeys = f
		if err := o.OwnKey(o.ctx); err == nil || f.aside.Empty() {
			t.Fatalf("it was not killed: %v", err)
		}
		f.fails = nil
		if err := o.write(); err != nil {
			t.Errorf("the key of the store is not used any more: %v", err)
		}
		if err := errors.Join(o.OwnKey(o.ctx), o.write()); err != nil || len(f.keys.Held) != 1 {
			t.Errorf("the next server: %v, %d keys", err, len(f.keys.Held))
		}
		if r := o.verify(t); len(r.Findings)+r.Unverified > 0 {
			t.Errorf("it is found that %+v", r)
		}
	})
	t.Run("before the file has its place", func(t *testing.T) {
		o, f := keyed(t)
		f.aside, f.keys = f.keys, event.Keys{}
		if err := o.write(); err != nil {
			t.Errorf("the key that was put aside is not found: %v", err)
		}
		if err := o.OwnKey(o.ctx); err != nil || len(f.keys.Held) != 1 || !f.aside.Empty() {
			t.Errorf("the next server: %v, %+v", err, f)
		}
		if r := o.verify(t); len(r.Findings)+r.Unverified > 0 {
			t.Errorf("it is found that %+v", r)
		}
	})
	t.Run("before the file of a second key has its place", func(t *testing.T) {
		o, f := keyed(t)
		first := f.keys
		done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{}))
		f.aside, f.keys = f.keys, first
		if err := o.write(); err != nil {
			t.Errorf("the key that was put aside is not found: %v", err)
		}
		done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{}))
		if err := o.write(); err != nil || len(f.keys.Held) != 3 {
			t.Errorf("a third key: %v, and there are %d", err, len(f.keys.Held))
		}
		if r := o.verify(t); len(r.Findings)+r.Unverified > 0 {
			t.Errorf("it is found that %+v", r)
		}
	})
}

// TestAKeyThatTheStoreDoesNotKnowIsNotTaken: a store from before the key, and one that was
// written anew, look the same.
func TestAKeyThatTheStoreDoesNotKnowIsNotTaken(t *testing.T) {
	t.Parallel()
	o, f := keyed(t)
	ws := o.workspace(t)
	ws.Keys = nil
	if err := o.store.Update(t.Context(), func(tx store.Tx) error { return tx.PutWorkspace(ws) }); err != nil {
		t.Fatal(err)
	}
	wantReason(t, o.write(), operator.Config, "chain_key_unknown")
	wantReason(t, o.OwnKey(o.ctx), operator.Config, "chain_key_unknown")
	if r := o.verify(t); len(r.Findings) != 1 || !strings.Contains(r.Findings[0], "does not know the last key") {
		t.Errorf("it is found that %v", r.Findings)
	}
	done[operator.Rekeyed](t)(o.Rekey(o.ctx, operator.RekeyRequest{}))
	if err := o.write(); err != nil || len(f.keys.Held) != 1 {
		t.Errorf("after that: %v, %d keys", err, len(f.keys.Held))
	}
	if r := o.verify(t); len(r.Findings) > 0 {
		t.Errorf("it is found that %v", r.Findings)
	}
	f.keys.Store = [8]byte{1}
	wantReason(t, o.write(), operator.Config, "chain_key_foreign")
}

// TestWhoHasABackupCannotWriteTheLog: the store's own secret, which every backup has,
// writes nothing from the first key on, and nothing before it either.
func TestWhoHasABackupCannotWriteTheLog(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"an event before": "it is not what it was when the head was written down", "an event after": "changed after it was written",
		"the record": "what is kept of the key of event",
	} {
		o, _ := keyed(t)
		if err := o.write(); err != nil {
			t.Fatal(err)
		}
		ws := o.workspace(t)
		err := o.store.Update(t.Context(), func(tx store.Tx) error {
			if name == "the record" {
				ws.Keys[0].From++
				return tx.PutWorkspace(ws)
			}
			return relink(tx, ws, name == "an event after")
		})
		if err != nil {
			t.Fatal(err)
		}
		if r := o.verify(t); !slices.ContainsFunc(r.Findings, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("%s: it is found that %v", name, r.Findings)
		}
	}
}

// relink writes every chain anew with the secret of the workspace, with another actor of
// the last event of one key or the other.
func relink(tx store.Tx, ws store.Workspace, after bool) error {
	var log []store.Event
	for e, err := range tx.Events(0, 0) {
		if err != nil {
			return err
		}
		log = append(log, e)
	}
	chains := map[operator.PropertyID]store.Chain{}
	for _, e := range log {
		if !after && e.Seq >= ws.Keys[0].From {
			break
		}
		if !after && e.Seq == ws.Keys[0].From-1 || after && e.Seq == log[len(log)-1].Seq {
			e.Behalf = 1
		}
		linked, err := event.NewLinker(ws.Secret, ws.Instance).Link(chains[e.Property], e)
		if err == nil {
			err = tx.PutEvent(linked)
		}
		if err != nil {
			return err
		}
		chains[e.Property] = store.Chain{Property: e.Property, N: linked.N, Seq: linked.Seq, Head: linked.Hash}
	}
	if !after {
		return nil
	}
	for _, c := range chains {
		if err := tx.PutChain(c); err != nil {
			return err
		}
	}
	return nil
}

// TestOnlyWhoHasTheMachineGetsTheKey: it is in a backup for who asks, and is on the
// machine of the store.
func TestOnlyWhoHasTheMachineGetsTheKey(t *testing.T) {
	t.Parallel()
	o, f := keyed(t)
	secret := fmt.Sprintf("%x", f.keys.Held[0])
	at := func(trusted bool) context.Context {
		return operator.WithCall(t.Context(), operator.Call{Actor: "P1", Source: operator.SourceCLI, Trusted: trusted})
	}
	var out bytes.Buffer
	made := done[operator.Backup](t)(o.Backup(at(true), operator.BackupRequest{Out: &out}))
	if made.ChainKey != operator.ChainKeyLeftOut || strings.Contains(out.String(), secret) || bytes.Contains(out.Bytes(), f.keys.Held[0]) {
		t.Errorf("without being asked for it is there: %s", made.ChainKey)
	}
	out.Reset()
	made = done[operator.Backup](t)(o.Backup(at(true), operator.BackupRequest{Out: &out, WithChainKey: true}))
	if made.ChainKey != operator.ChainKeyIncluded || !strings.Contains(out.String(), secret) {
		t.Errorf("asked for it is not there: %s", made.ChainKey)
	}
	out.Reset()
	_, err := o.Backup(at(false), operator.BackupRequest{Out: &out, WithChainKey: true})
	wantReason(t, err, operator.Denied, "chain_key_kept")
	if out.Len() > 0 {
		t.Error("something was written all the same")
	}
}
