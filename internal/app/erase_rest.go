package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// untilGone says when the bytes of what was erased are gone.
func untilGone() []string {
	return []string{
		"the database: the bytes are gone after operator compact, and no command shows them before",
		"files: gone now, but one uploaded within the last day goes with an operator workspace sweep after it",
		"copies made before (backups, exports, transcripts, what webhooks told): as long as you keep them, and after a restore erase again",
	}
}

// remains notes what an erasure leaves, if there is any of it.
func (e *erasing) remains(count int, what, why string) {
	if count > 0 {
		e.report.Remains = append(e.report.Remains, operator.ErasureRemains{What: what, Count: count, Why: why})
	}
}

// tellRest notes what still stands: what hangs on their number, and what others have
// written of them, which is for people to judge.
func (e *erasing) tellRest() error {
	if !e.req.Messages {
		e.remains(len(e.written), "messages they wrote", "evidence of what was said, which --with-messages clears")
	}
	sales := 0
	for _, id := range e.ids {
		of, err := e.r.SalesOf(id)
		if err != nil {
			return err
		}
		sales += len(of)
	}
	e.remains(sales, "sales", "the record of a home, where their number stands for them")
	e.remains(e.acted, "events", "the log stays whole, and their number stands for them")
	if err := e.lookForMentions(); err != nil {
		return err
	}
	e.remains(len(e.report.Mentions), "messages of others that name them", "what others wrote is theirs to edit or delete")
	subjects := 0
	err := rowsOf(e.r, "conversations", func(c store.Conversation) error {
		if e.called.in(c.Subject) {
			subjects++
		}
		return nil
	})
	e.remains(subjects, "subjects that name them", "others go by them: operator conversation edit REF --subject TEXT")
	return err
}

// mostMentions is how many messages of others a report names.
const mostMentions = 1000

// lookForMentions finds the messages of others that name them, as they are or were.
func (e *erasing) lookForMentions() error {
	return rowsOf(e.r, "messages", func(m store.Message) error {
		if e.is(m.Author) || len(e.report.Mentions) == mostMentions {
			return nil
		}
		found := e.called.in(m.Body)
		if !found && m.Versions > 0 {
			versions, err := e.r.Versions(m.ID)
			if err != nil {
				return err
			}
			found = slices.ContainsFunc(versions, func(v store.Version) bool { return e.called.in(v.Body) })
		}
		if found {
			e.report.Mentions = append(e.report.Mentions, m.ID)
		}
		return nil
	})
}
