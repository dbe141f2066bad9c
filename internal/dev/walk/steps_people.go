package walk

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

func (w *Walk) peopleSteps() []stride {
	return []stride{
		{"add person", w.addPerson},
		{"edit person", w.editPerson},
		{"edit person", w.editPerson},
		{"leave", w.leave},
		{"come back", w.comeBack},
		{"merge people", w.mergePeople},
		{"merge people", w.mergePeople},
		{"undo merge of people", w.undoMerge},
		{"erase", w.erase},
		{"invite", w.invite},
		{"token", w.token},
		{"import", w.importPeople},
		{"import and undo", w.importAndBack},
		{"undo import", w.undoImport},
	}
}

func (w *Walk) addPerson() error {
	kind := pick(w, []operator.PersonKind{operator.Team, operator.Buyer, operator.Buyer, operator.Contact})
	role := operator.Role("")
	if kind == operator.Team {
		role = pick(w, []operator.Role{operator.Member, operator.Member, operator.Auditor})
	}
	_, err := w.add(kind, fmt.Sprintf("New%d Comer", w.words), role)
	return err
}

func (w *Walk) editPerson() error {
	who := pick(w, w.people)
	req := operator.EditPersonRequest{Person: who}
	switch w.rng.IntN(4) {
	case 0:
		req.Name = ptr(fmt.Sprintf("Named%d Anew", w.words))
		w.words++
	case 1:
		req.Title = ptr(pick(w, []string{"Sales", "Construction", "Lender"}))
	case 2:
		req.ExternalID = ptr("crm=" + w.our())
	default:
		if who != boss {
			req.Role = ptr(pick(w, []operator.Role{operator.Admin, operator.Member, operator.Auditor}))
		}
	}
	return second(ask(w, boss, operator.Service.EditPerson, req))
}

// leave ends what somebody may do. The first administrator stays: it walks.
func (w *Walk) leave() error {
	who := pick(w, w.people[1:])
	return second(ask(w, boss, operator.Service.DeactivatePerson, operator.PersonRequest{Person: who}))
}

func (w *Walk) comeBack() error {
	return second(ask(w, boss, operator.Service.ActivatePerson, operator.PersonRequest{Person: pick(w, w.people)}))
}

// mergePeople leaves the first administrator alone: whoever was merged into them and left
// would have them leave.
func (w *Walk) mergePeople() error {
	into, from := pick(w, w.people[1:]), pick(w, w.people[1:])
	err := second(ask(w, boss, operator.Service.MergePeople, operator.MergePeopleRequest{Into: into, From: from, Confirmed: true}))
	if err == nil {
		w.mergedInto = into
	}
	return err
}

func (w *Walk) undoMerge() error {
	return second(ask(w, boss, operator.Service.UndoMerge, operator.PersonRequest{Person: w.mergedInto}))
}

func (w *Walk) erase() error {
	return second(ask(w, boss, operator.Service.ErasePerson, operator.ErasePersonRequest{
		Person: pick(w, w.people[1:]), Reason: "asked for, " + w.our(), Messages: w.chance(2), Confirmed: true,
	}))
}

func (w *Walk) invite() error {
	return second(ask(w, boss, operator.Service.InvitePeople, operator.InviteRequest{People: []operator.Ref{pick(w, w.people)}}))
}

func (w *Walk) token() error {
	if w.chance(3) {
		return second(ask(w, boss, operator.Service.DeleteToken, operator.TokenRequest{Token: w.some('K')}))
	}
	who := pick(w, w.people)
	made, err := ask(w, boss, operator.Service.AddToken, operator.AddTokenRequest{Person: who, Note: "of " + w.word()})
	if err == nil && made.Token != nil {
		w.tokens[who] = operator.Secret(*made.Token)
	}
	return err
}

// importPeople imports a few buyers, or homes with their sales; some rows are of who and
// what is there.
func (w *Walk) importPeople() error {
	return second(w.importFile(w.file()))
}

func (w *Walk) file() (operator.ImportKind, string) {
	n := w.words
	w.words += 3
	home := pick(w, w.homes)
	switch w.rng.IntN(4) {
	case 0:
		return operator.ImportBuyers, fmt.Sprintf("Name,Email,External ID\nImp%d Orted,imp%d@example.com,\nBen Buyer,ben@example.com,imp%d\n", n, n, n)
	case 1:
		return operator.ImportMessages, fmt.Sprintf("property,thread,from,to,sent_at,body\n%s,t%d,maya@acme.example,ada@example.com,2026-02-01T09:00:00Z,Old %s\n%s,t%d,ada@example.com,maya@acme.example,2026-02-02T09:00:00Z,Old %s\n",
			home, n, w.word(), home, n, w.word())
	case 2:
		return operator.ImportUpdates, fmt.Sprintf("property,subject,from,sent_at,body\n%s,Old %s,maya@acme.example,2026-02-01T09:00:00Z,Old %s\n", home, w.word(), w.word())
	}
	return operator.ImportHomes, fmt.Sprintf("Community,Lot,Buyer Name,Email,Status,Contract Price,Contract Date\n"+
		"MR,%d,Imp%d Orted,imp%d@example.com,Under Contract,%s,2026-02-01\nOK,%d,,,Available,,\n", 100+n, n, n, w.price(), 100+n)
}

func (w *Walk) importFile(kind operator.ImportKind, text string) (operator.Import, error) {
	req := operator.ImportRequest{Kind: kind, File: w.our() + ".csv", Partial: true}
	return askWith(w, operator.Call{Actor: boss}, "Import "+string(kind), func(ctx ctx, s operator.Service) (operator.Import, error) {
		req.Content = strings.NewReader(text)
		return s.Import(ctx, req)
	})
}

func (w *Walk) undoImport() error {
	return second(ask(w, boss, operator.Service.UndoImport, operator.UndoImportRequest{Import: w.some('I'), Confirmed: true}))
}
