package httpapi_test

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestTheSuiteWithTokens runs what defines a Service over TCP, with a token for
// everybody who acts.
func TestTheSuiteWithTokens(t *testing.T) {
	servicetest.Run(t, func(t *testing.T) *servicetest.World {
		_, sentence, _ := strings.Cut(t.Name(), "/")
		if why := notByToken[sentence]; why != "" {
			t.Skip(why + ": TestTheSuiteOverTheSocket runs this")
		}
		p := newPlace(t)
		tokens := &tokens{place: p, of: map[operator.Ref]operator.Secret{}}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		serve(t, l, httpapi.New(p.app, httpapi.Options{Version: "1.2.3"}))
		return &servicetest.World{
			Service: dial(t, client.Options{URL: "http://" + l.Addr().String(), Version: "1.2.3", Wait: 10 * time.Second}),
			As: func(who operator.Ref) context.Context {
				return operator.WithCall(t.Context(), operator.Call{Token: tokens.get(t, who)})
			},
			Clock: p.clock,
			Check: func() error {
				return check(p.app, operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}))
			},
			Events: func() int { return p.events(t) - int(tokens.made.Load()) },
			Break:  p.disk.Break, Mend: p.disk.Mend,
		}
	})
}

// notByToken are the sentences that a token cannot be used for, and why.
var notByToken = map[string]string{}

// tokens makes a token for whoever acts, when they first do.
type tokens struct {
	*place
	of   map[operator.Ref]operator.Secret
	made atomic.Int64 // events that this made
}

func (k *tokens) get(t *testing.T, who operator.Ref) operator.Secret {
	if secret, ok := k.of[who]; ok {
		return secret
	}
	boss := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	made, err := k.app.AddToken(boss, operator.AddTokenRequest{Person: who, Scopes: []operator.Scope{operator.ScopeAll}})
	if err != nil {
		return "opt_of_nobody"
	}
	k.made.Add(1)
	k.of[who] = operator.Secret(*made.Token)
	return k.of[who]
}
