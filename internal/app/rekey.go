package app

import (
	"context"
	"encoding/hex"
	"strconv"

	"github.com/seed-34ad0ce1/operator/internal/event"
	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Rekey begins a new key of the log, in the file beside the store. It is for who has that
// file, and not part of the service.
func (a *App) Rekey(ctx context.Context, req operator.RekeyRequest) (operator.Rekeyed, error) {
	if a.ChainKeys == nil {
		return operator.Rekeyed{}, operator.Wrap(operator.Internal, errNoKeyFile, "begin a key of the log")
	}
	made, err := change(ctx, a, "audit.rekey", req, (*session).rekey)
	if err == nil && !operator.CallFrom(ctx).DryRun {
		err = a.ChainKeys.Finish()
	}
	return made, err
}

func (s *session) rekey(req operator.RekeyRequest) (operator.Rekeyed, error) {
	var made operator.Rekeyed
	if err := s.may(policy.RunWorkspace); err != nil {
		return made, err
	}
	k, err := s.app.chainKeys(s.ws)
	if err != nil {
		return made, err
	}
	if err := k.mayBegin(req.Lost); err != nil {
		return made, err
	}
	key := k.keys.Unknown(s.ws.Instance, s.ws.Keys)
	if key == nil {
		if key, err = randomBytes(s.app.Random, event.KeySize); err != nil {
			return made, err
		}
		if !s.call.DryRun {
			if err := s.app.ChainKeys.Prepare(k.keys.With(s.ws.Instance, key)); err != nil {
				return made, err
			}
		}
	}
	if s.ws, err = k.begin(s.tx, key, req.Lost); err != nil {
		return made, err
	}
	begun := s.ws.Keys[len(s.ws.Keys)-1]
	id := hex.EncodeToString(begun.ID)
	made = operator.Rekeyed{Path: k.path, From: begun.From, Lost: begun.Lost}
	if !s.call.DryRun {
		made.Key = operator.Optional(id)
	}
	s.record("audit.rekeyed", "", 0, map[string]string{"key": id, "lost": strconv.FormatBool(made.Lost)}, nil)
	return made, nil
}

// mayBegin refuses a new key in the place of one that may only be somewhere else, and
// refuses to take one for lost that is there.
func (k chainKeys) mayBegin(lost bool) error {
	switch missing := k.missing(); {
	case missing && !lost:
		_, err := k.current()
		return err
	case !missing && lost:
		return operator.Errorf(operator.Conflict, "the key of the log is not lost: %s", k.where()).
			WithHint("to begin a new one all the same: operator audit rekey").Reason("chain_key_there").With("path", k.path)
	}
	return nil
}

// where says where the key is that events are linked with.
func (k chainKeys) where() string {
	if len(k.ws.Keys) == 0 {
		return "it is in the store itself"
	}
	return "it is in " + k.path
}
