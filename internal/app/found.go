package app

import (
	"io"
	"net/mail"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// The bytes of a workspace's instance and of its secret.
const (
	instanceSize = 16
	secretSize   = 32
)

// Founding is a workspace about to be made: its row, and what else belongs into
// a store from the start.
type Founding struct {
	Workspace store.Workspace
	admin     store.Person
	now       time.Time
	random    io.Reader
}

// Found checks a request for a new workspace. Its administrator is person P1, and
// acts where the embedded store is used and nobody else is named.
func Found(req operator.InitRequest, now time.Time, random io.Reader) (Founding, error) {
	now = now.UTC().Truncate(time.Microsecond)
	f := Founding{now: now, random: random}
	if err := operator.CheckName("the name of the workspace", req.Name); err != nil {
		return f, err
	}
	if err := checkZone(req.TimeZone); err != nil {
		return f, err
	}
	currency, err := checkCurrency(req.Currency)
	if err != nil {
		return f, err
	}
	name, email, err := nameAndEmail(req.Admin)
	if err != nil {
		return f, err
	}
	f.admin = store.Person{
		ID: 1, Kind: operator.Team, Name: name, Email: email, Role: operator.Admin,
		Created: now, Updated: now,
	}
	f.Workspace = store.Workspace{
		Name: req.Name, TimeZone: req.TimeZone, Currency: currency, Admin: f.admin.ID,
		Days: []string{"mon", "tue", "wed", "thu", "fri"}, Open: "09:00", Close: "17:00",
		Created: now, Updated: now,
	}
	if f.Workspace.Instance, err = randomBytes(random, instanceSize); err != nil {
		return f, err
	}
	f.Workspace.Secret, err = randomBytes(random, secretSize)
	return f, err
}

// Fill writes the administrator and the first events of the workspace.
func (f Founding) Fill(tx store.Tx) error {
	admin := f.admin
	if err := tx.PutPerson(&admin); err != nil {
		return err
	}
	s := &session{
		app: New(Parts{Random: f.random}), r: tx, tx: tx, now: f.now, ws: f.Workspace, actor: admin,
		call: operator.Call{Source: operator.SourceCLI, Trusted: true},
	}
	s.record("workspace.created", "", 0, nil, map[string]string{"name": f.Workspace.Name})
	s.record("person.added", admin.ID.String(), 0, map[string]string{"kind": string(admin.Kind), "role": string(admin.Role)},
		map[string]string{"name": admin.Name, "email": admin.Email})
	return s.keepEvents()
}

// Show is the workspace as it will be.
func (f Founding) Show() operator.Workspace { return showWorkspace(f.Workspace) }

// nameAndEmail reads "Maya Ortiz <maya@acme.example>", or a name alone.
func nameAndEmail(text string) (name, email string, err error) {
	name = strings.TrimSpace(text)
	if strings.ContainsAny(text, "<@") {
		a, e := mail.ParseAddress(text)
		if e != nil || a.Name == "" {
			return "", "", operator.Errorf(operator.Invalid, "%q is no name with an e-mail address", text).
				WithHint(`--admin "Maya Ortiz <maya@acme.example>"`).Reason("bad_admin")
		}
		name = a.Name
		if email, err = checkEmail(a.Address); err != nil {
			return "", "", err
		}
	}
	return name, email, operator.CheckName("the administrator's name", name)
}

func randomBytes(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, operator.Wrap(operator.Internal, err, "make random bytes")
	}
	return b, nil
}
