package store

import (
	"iter"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// UpdateReader reads updates and what belongs to them.
type UpdateReader interface {
	Post(PostID) (Post, bool, error)
	// Posts yields the posts in a state, the latest first by Order, past after.
	Posts(state PostState, after *Place) iter.Seq2[Post, error]

	Staging(PostID) (Staging, bool, error)
	// Stagings is what was left undone, by post.
	Stagings() ([]Staging, error)

	Update(operator.UpdateID) (Update, bool, error)
	// UpdatesOf yields a home's updates, the last made first, whatever has become
	// of their posts.
	UpdatesOf(operator.PropertyID) iter.Seq2[Update, error]
	// UpdatesOfPost yields a post's updates in the order of their homes' numbers,
	// past the home after.
	UpdatesOfPost(of PostID, after operator.PropertyID) iter.Seq2[Update, error]
	// UpdatesOfPostDown yields them from the other end, before the home before, or
	// with a zero one from the last.
	UpdatesOfPostDown(of PostID, before operator.PropertyID) iter.Seq2[Update, error]
	// UpdateOn is the update that a post has on a home.
	UpdateOn(PostID, operator.PropertyID) (Update, bool, error)
	// UpdateVersions is what an update, or with a zero one its post, said before.
	UpdateVersions(PostID, operator.UpdateID) ([]UpdateVersion, error)
	// UpdateVersion is what it said before its change number n, of which 0 is the first.
	UpdateVersion(of PostID, u operator.UpdateID, n int) (UpdateVersion, bool, error)

	Receipt(operator.UpdateID, operator.PersonID) (Receipt, bool, error)
	// Receipts yields the receipts of an update, or with a zero one of all, by update and
	// person.
	Receipts(operator.UpdateID) iter.Seq2[Receipt, error]

	// Unseen yields what a person has not seen, by home and update, of one home or
	// with the zero property of all, whether its post is published or not.
	Unseen(of operator.PersonID, on operator.PropertyID) iter.Seq2[Unseen, error]
	UnseenUpdate(operator.PersonID, operator.PropertyID, operator.UpdateID) (bool, error)
	// WhoHasNotSeen is the people who have not seen an update.
	WhoHasNotSeen(operator.UpdateID) ([]Unseen, error)

	// PeopleByPhone is who has a number, given as E.164.
	PeopleByPhone(number string) ([]Person, error)

	Steps(operator.CommunityID) (Steps, bool, error)
	Progress(operator.PropertyID) (Progress, bool, error)

	Template(name string) (Template, bool, error)
	// Templates yields templates by folded name, past after.
	Templates(after string) iter.Seq2[Template, error]

	Scheduled(operator.ScheduleID) (Scheduled, bool, error)
	// Schedule yields what is in a state by time, the earliest first, past after.
	Schedule(state operator.ScheduleState, after *Place) iter.Seq2[Scheduled, error]
	// ScheduledPost is what plans the publication of a post.
	ScheduledPost(PostID) (Scheduled, bool, error)
}

// UpdateTx writes them. FileUsed and Files know the files of posts, updates and
// their versions too, but not of what was deleted.
type UpdateTx interface {
	PutPost(*Post) error
	PutStaging(Staging) error
	DeleteStaging(PostID) error
	PutUpdate(*Update) error
	PutUpdateVersion(UpdateVersion) error
	PutReceipt(Receipt) error
	PutUnseen(Unseen) error
	DeleteUnseen(operator.PersonID, operator.PropertyID, operator.UpdateID) error
	PutSteps(Steps) error
	DeleteSteps(operator.CommunityID) error
	PutProgress(Progress) error
	DeleteProgress(operator.PropertyID) error
	PutTemplate(Template) error
	DeleteTemplate(name string) error
	PutScheduled(*Scheduled) error
}
