package demo

import (
	"context"
	"crypto/sha256"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// player acts a plan out and hands over the rows that come of it. Rows that
// change, as people and conversations do, it keeps until the end.
type player struct {
	*plan
	rows  Rows
	log   *log
	files []store.Attachment
	kept  map[keptKey]kept // messages to be changed once more
	feed  feed

	at       int64 // now, in the play
	message  operator.MessageID
	talking  operator.ConversationID
	selling  operator.TransactionID
	directed operator.PersonID
	placed   operator.PropertyID
	scratch  []byte
	first    [2]string // of those who speak, their first names
}

// keptKey is a message of a conversation.
type keptKey struct{ talk, message int32 }

// kept is a message with its author.
type kept struct {
	store.Message
	by int32
}

// progressStep is after how many acts progress is told.
const progressStep = 20_000

func (p *plan) play(ctx context.Context, rows Rows) (Made, error) {
	files, err := attachments()
	if err != nil {
		return Made{}, err
	}
	a := &player{
		plan: p, rows: rows, files: files, kept: map[keptKey]kept{},
		feed: feed{dice: random{p.Seed ^ feedSeed<<16}, progress: map[int32]*store.Progress{}, of: map[stageOf]int{}},
		log:  newLog(rows, Workspace(p.Options), p.Seed, len(p.houses)),
	}
	acts := p.inOrder()
	for i, one := range acts {
		if i%progressStep == 0 {
			err = ctx.Err()
			if p.Progress != nil {
				p.Progress(i, len(acts))
			}
		}
		a.at = one.at
		if err == nil {
			err = a.act(one)
		}
		if err != nil || a.log.failed.Load() {
			break
		}
	}
	if failed := a.log.stop(); err == nil {
		err = failed
	}
	if err == nil {
		err = a.log.heads()
	}
	if err == nil {
		err = a.settle()
	}
	if err == nil && p.Progress != nil {
		p.Progress(len(acts), len(acts))
	}
	return Made{
		Communities: len(p.areas), Properties: len(p.houses), People: len(p.people), Transactions: len(p.sales),
		Conversations: len(p.threads), Messages: int(a.message), Events: int(a.log.seq),
	}, err
}

// attachments are the files as messages name them.
func attachments() ([]store.Attachment, error) {
	files, err := Files()
	var list []store.Attachment
	for _, f := range files {
		sum := sha256.Sum256(f.Content)
		list = append(list, store.Attachment{
			Name: f.Name, Size: int64(len(f.Content)), MediaType: f.MediaType, Sum: sum[:], Width: f.Width, Height: f.Height,
		})
	}
	return list, err
}

func (a *player) act(one act) error {
	switch one.what {
	case found:
		a.record(a.byAdmin("workspace.created", "", 0), nil, map[string]string{"name": company})
	case addPerson:
		a.addPerson(one.a)
	case addArea:
		a.addArea(one.a)
	case staffArea:
		return a.staffArea(one.a, one.b)
	case addBuilding:
		a.addBuilding(one.a)
	case addHome:
		a.addHome(one.a)
	case staffHome:
		return a.staffHome(one.a, one.b)
	case makePrimary:
		a.makePrimary(one.a, one.b)
	case openSale:
		a.openSale(one.a)
	case closeSale:
		a.closeSale(one.a)
	case withdrawSale:
		a.withdrawSale(one.a)
	case deactivate:
		a.deactivate(one.a)
	case complete:
		return a.complete(one.a, int(one.b))
	case tellArea:
		return a.tellArea(one.a)
	case look:
		return a.look(one.a, one.b)
	case say:
		return a.say(one.a, int(one.b))
	default:
		return a.aside(one)
	}
	return nil
}

// byAdmin is an event that the administrator causes at the shell.
func (a *player) byAdmin(action, object string, of operator.PropertyID) store.Event {
	e := a.by(a.admin, action, object, of)
	e.Source, e.Trusted = operator.SourceCLI, true
	return e
}

// by is an event that a person causes: the team at the shell or in the browser,
// others in the browser or by mail.
func (a *player) by(who int32, action, object string, of operator.PropertyID) store.Event {
	p := &a.people[who]
	return store.Event{At: timeOf(a.at), Actor: p.ID, Source: sourceOf(p), Action: action, Object: object, Property: of}
}

// sourceOf is how a person reaches the program. Everybody has a habit.
func sourceOf(p *person) operator.Source {
	switch {
	case p.Kind == team && p.ID%5 == 1:
		return operator.SourceCLI
	case p.Kind != team && p.ID%3 == 0:
		return operator.SourceEmail
	}
	return operator.SourceWeb
}

func (a *player) record(e store.Event, refs map[string]string, content any) {
	e.Refs = refs
	a.log.record(entry{Event: e, content: content})
}

// refTo names a person in an event.
func (a *player) refTo(name string, who int32) map[string]string {
	return map[string]string{name: a.people[who].ID.String()}
}
