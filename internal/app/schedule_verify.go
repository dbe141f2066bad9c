package app

import (
	"fmt"

	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// verifySchedule looks whether what is planned can go out, and agrees with the
// posts that it publishes; and whether templates can be read.
func verifySchedule(r store.Reader, find func(string)) error {
	for _, state := range scheduleStates() {
		for item, err := range r.Schedule(state, nil) {
			if err != nil {
				return err
			}
			if err := verifyItem(r, item, find); err != nil {
				return err
			}
		}
	}
	for t, err := range r.Templates("") {
		if err != nil {
			return err
		}
		if _, _, err := parseTemplate(t.Title, t.Body); err != nil {
			find(fmt.Sprintf("the template %s cannot be read: %v", t.Name, err))
		}
	}
	return nil
}

func verifyItem(r store.Reader, item store.Scheduled, find func(string)) error {
	if item.Kind != planUpdate {
		if _, err := bodyOf(item); err != nil {
			find(fmt.Sprintf("what %s is to write cannot be read", item.ID))
		}
		return nil
	}
	post, ok, err := r.Post(item.Post)
	switch pending := item.State == operator.SchedulePending; {
	case err != nil:
		return err
	case !ok:
		find(fmt.Sprintf("%s is to publish a post that is not there", item.ID))
	case pending && post.State != store.PostScheduled, pending && !post.At.Equal(item.At):
		find(fmt.Sprintf("%s is to publish %s, which is not planned for then", item.ID, post.First))
	}
	return nil
}
