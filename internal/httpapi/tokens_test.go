package httpapi_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/httpapi"
	"github.com/seed-34ad0ce1/operator/internal/servicetest"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/client"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// TestTheSuiteWithTokens runs what defines a Service over TCP, with a token for
// everybody who acts.
func TestTheSuiteWithTokens(t *testing.T) {
	servicetest.Run(t, func(t *testing.T) *servicetest.World {
		_, sentence, _ := strings.Cut(t.Name(), "/")
		if why := notByToken[sentence]; why != "" {
			t.Skip(why + "; TestTheSuiteOverTheSocket runs this")
		}
		p := newPlace(t)
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		serve(t, l, httpapi.New(p.app, httpapi.Options{Version: "1.2.3"}))
		return &servicetest.World{
			Service: dial(t, client.Options{URL: "http://" + l.Addr().String(), Version: "1.2.3", Wait: 10 * time.Second}),
			As: func(who operator.Ref) context.Context {
				return operator.WithCall(t.Context(), operator.Call{Token: p.tokenFor(t, who), Actor: who})
			},
			Clock: p.clock,
			Check: func() error {
				return check(p.app, operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true}))
			},
			Events: func() int { return p.events(t) },
			Break:  p.disk.Break, Mend: p.disk.Mend,
		}
	})
}

// notByToken are the sentences that a token cannot be used for, and why.
var notByToken = map[string]string{
	"ALeaverIsListedForHandingOver":                  gone,
	"TheLastAdministratorStays":                      gone,
	"NobodyUnknownOrGoneCanAct":                      gone,
	"AnUpdateToWhoWorksAndBuysIsOne":                 vouched,
	"AnUpdateThatIsSeenIsUnseenNoMore":               vouched,
	"AnUpdateIsDueTheAcknowledgementItAsksFor":       vouched,
	"TheLogOfAllIsForAdministratorsAndAuditors":      "it says that it comes from the command line, which a token cannot",
	"SigningOutEndsTheTokenAtHand":                   counted,
	"ASecretIsInOneAnswerAlone":                      counted,
	"ATokenSaysWhenItWasUsedToTheHour":               counted,
	"TokensOfOthersAreForAdministrators":             counted,
	"TokensThatAreWorthNothingAreToldApartByNothing": counted,
	"ATokenActsAsItsPerson":                          counted,
	"WhoHasBeenHereIsCountedOnce":                    counted,
}

const (
	gone    = "the token of somebody who is gone is worth nothing, and says no more"
	vouched = "it is also about who did not sign in"
	counted = "it counts tokens, or has none"
)

// tokenFor keeps a token for whoever acts, past the service: nothing is recorded, and
// nothing is noted when it is used. There is none for nobody.
func (p *place) tokenFor(t *testing.T, who operator.Ref) operator.Secret {
	boss := operator.WithCall(t.Context(), operator.Call{Actor: "P1", Trusted: true})
	person, err := p.app.ShowPerson(boss, operator.ShowPersonRequest{Person: who})
	if err != nil {
		return "opt_of_nobody"
	}
	secret := "opt_" + rand.Text()
	sum := sha256.Sum256([]byte("operator token 1\n" + secret))
	err = p.store.Update(t.Context(), func(tx store.Tx) error {
		return tx.PutToken(&store.Token{
			Person: person.Ref, Hash: sum[:], Scopes: []operator.Scope{operator.ScopeAll, operator.ScopeImpersonate},
			Created: p.clock.Now(), LastUsed: p.clock.Now().AddDate(50, 0, 0),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return operator.Secret(secret)
}
