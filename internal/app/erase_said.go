package app

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// named notes files that something named which is cleared.
func (e *erasing) named(files []store.Attachment) {
	for _, f := range files {
		if len(f.Sum) == len(blob.Sum{}) {
			e.files[blob.Sum(f.Sum)] = true
		}
	}
}

// erasePlanned calls off what they had written to go out later, and clears what that
// and what went out long ago was to say: a message has it that was sent.
func (e *erasing) erasePlanned() error {
	for _, item := range e.planned {
		if item.Excerpt == "" && len(item.Files) == 0 && item.State != operator.SchedulePending {
			continue
		}
		e.named(item.Files)
		item.Request, item.Excerpt, item.Files = []byte("{}"), "", nil
		if item.State == operator.SchedulePending {
			item.State, item.DoneAt = operator.ScheduleCancelled, e.now
			e.record("schedule.cancelled", item.ID.String(), item.Property, map[string]string{"kind": item.Kind}, nil)
		}
		if err := e.tx.PutScheduled(&item); err != nil {
			return err
		}
		e.report.Erased.Planned++
	}
	return nil
}

// eraseDrafts deletes the updates that they had written and nobody was to see yet,
// and clears all that these ever said.
func (e *erasing) eraseDrafts() error {
	for _, post := range e.drafts {
		if err := e.eraseDraft(post); err != nil {
			return err
		}
		e.report.Erased.Drafts++
	}
	return nil
}

func (e *erasing) eraseDraft(post store.Post) error {
	u, ok, err := e.r.Update(post.First)
	if err != nil {
		return err
	}
	if ok {
		p, err := e.withPost(u)
		if err != nil {
			return err
		}
		if err := e.removeUpdate(&p, true, "its author was erased"); err != nil {
			return err
		}
		if post.Homes > stageSize {
			e.groups = append(e.groups, u.ID)
		}
	} else if err := e.removePost(&post, &store.Removed{By: e.actor.ID, At: e.now}); err != nil {
		return err
	}
	if err := e.eraseUpdateVersions(post.ID, 0); err != nil {
		return err
	}
	updates, err := collect(e.r.UpdatesOfPost(post.ID, 0))
	if err != nil {
		return err
	}
	for _, u := range updates {
		if err := e.eraseUpdateVersions(post.ID, u.ID); err != nil {
			return err
		}
		if u.Own == nil {
			continue
		}
		e.media(*u.Own)
		u.Own = &store.Content{}
		if err := e.tx.PutUpdate(&u); err != nil {
			return err
		}
	}
	return nil
}

func (e *erasing) eraseUpdateVersions(post store.PostID, of operator.UpdateID) error {
	versions, err := e.r.UpdateVersions(post, of)
	if err != nil {
		return err
	}
	for _, v := range versions {
		e.media(v.Content)
		v.Content = store.Content{}
		if err := e.tx.PutUpdateVersion(v); err != nil {
			return err
		}
	}
	return nil
}

// media notes the files of what an update said.
func (e *erasing) media(c store.Content) {
	for _, sum := range filesOf(c) {
		e.files[sum] = true
	}
}

// eraseMessages clears what they wrote, where that was asked for, with all that it
// said before. What is left is that they wrote, when, and in answer to what.
func (e *erasing) eraseMessages() error {
	if !e.req.Messages {
		return nil
	}
	var talks []operator.ConversationID
	for _, m := range e.written {
		if err := e.eraseVersions(m.ID); err != nil {
			return err
		}
		e.named(m.Attachments)
		m.Body, m.Attachments, m.Mentions = "", nil, nil
		m.Deleted, m.Erased = true, e.now
		if err := e.tx.PutMessage(&m); err != nil {
			return err
		}
		e.report.Erased.Messages++
		if !slices.Contains(talks, m.Conversation) {
			talks = append(talks, m.Conversation)
		}
	}
	for _, id := range talks {
		if err := e.freshen(id); err != nil {
			return err
		}
	}
	return nil
}

func (e *erasing) eraseVersions(of operator.MessageID) error {
	versions, err := e.r.Versions(of)
	if err != nil {
		return err
	}
	for _, v := range versions {
		e.named(v.Attachments)
		v.Body, v.Attachments = "", nil
		if err := e.tx.PutVersion(v); err != nil {
			return err
		}
	}
	e.report.Erased.Versions += len(versions)
	return nil
}

// freshen makes anew what a conversation shows of its messages.
func (e *erasing) freshen(id operator.ConversationID) error {
	c, _, err := e.r.Conversation(id)
	if err != nil {
		return err
	}
	last, _, err := e.r.Message(c.LastMessage)
	if err != nil {
		return err
	}
	if c.Turn, err = e.lastTurn(id); err != nil {
		return err
	}
	c.Excerpt, c.Updated = excerpt(last), e.now
	return e.tx.PutConversation(&c)
}

// countFiles finds which files nothing names any more.
func (e *erasing) countFiles() error {
	kept := 0
	for sum := range e.files {
		used, err := e.r.FileUsed(sum[:])
		if err != nil {
			return err
		}
		if used {
			delete(e.files, sum)
			kept++
		}
	}
	e.report.Erased.Files = len(e.files)
	e.remains(kept, "files", "others have sent the same ones")
	return nil
}
