package walk

import (
	"fmt"
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// stride is a step that can be taken, in words.
type stride struct {
	name string
	take func() error
}

// steps are all that can be taken. What is done more often stands more often.
func (w *Walk) steps() []stride {
	return slices.Concat(w.talkSteps(), w.talkSteps(), w.homeSteps(), w.peopleSteps(), w.updateSteps())
}

func (w *Walk) talkSteps() []stride {
	return []stride{
		{"send", w.send},
		{"send", w.send},
		{"send", w.send},
		{"send", w.send},
		{"reply", w.reply},
		{"reply", w.reply},
		{"reply", w.reply},
		{"reply", w.reply},
		{"edit message", w.editMessage},
		{"delete message", w.deleteMessage},
		{"edit conversation", w.editTalk},
		{"edit conversation", w.editTalk},
		{"edit conversation", w.editTalk},
		{"close or reopen", w.shut},
		{"merge conversations", w.mergeTalks},
		{"merge conversations", w.mergeTalks},
		{"split", w.split},
		{"move", w.move},
		{"undo conversation", w.undoTalk},
		{"mark", w.mark},
		{"mark", w.mark},
		{"edit inbox", w.editInbox},
		{"edit inbox", w.editInbox},
		{"bulk edit and back", w.bulkAndBack},
	}
}

// somebody is anybody, and more often one of those who may do much.
func (w *Walk) somebody() operator.Ref {
	if w.chance(4) {
		return boss
	}
	return pick(w, w.people)
}

// shown is a conversation as somebody of its participants sees it, with who that is.
func (w *Walk) shown() (operator.Ref, operator.Conversation, error) {
	c, err := ask(w, boss, operator.Service.ShowConversation, operator.ShowConversationRequest{Conversation: w.some('C')})
	if err != nil || len(c.Participants) == 0 {
		return boss, c, err
	}
	return ref(pick(w, c.Participants).Ref), c, nil
}

func (w *Walk) body() string {
	body := "Said " + w.word()
	if w.chance(4) {
		body += fmt.Sprintf(" to @%s and @P2", pick(w, w.people))
	}
	return body
}

// near is a home, with whom somebody there may write to: its team and buyers, contacts,
// and now and then anybody.
func (w *Walk) near() (operator.Ref, []operator.Ref) {
	home := pick(w, w.homes)
	h, err := ask(w, boss, operator.Service.ShowProperty, operator.PropertyRequest{Property: home})
	if err != nil || w.chance(6) {
		return home, w.people
	}
	near := refsOf(slices.Concat(h.Team, h.Buyers), summaryOf)
	return home, append(near, boss, "P2", pick(w, []operator.Ref{"P14", "P15"}))
}

func (w *Walk) send() error {
	home, near := w.near()
	req := operator.SendMessageRequest{Property: home, Body: w.body(), New: w.chance(4), Internal: w.chance(4)}
	from := pick(w, near)
	switch w.rng.IntN(5) {
	case 0:
		req.To = []operator.Ref{"home"}
	case 1:
		req.To = []operator.Ref{"buyers"}
	case 2:
		req.To = []operator.Ref{"team"}
	default:
		for range 1 + w.rng.IntN(3) {
			req.To = append(req.To, pick(w, near))
		}
	}
	if w.chance(3) {
		req.Subject = "About " + w.word()
	}
	if req.Internal {
		req.Body += " " + w.our()
	}
	if w.chance(5) && w.most['U'] > 0 {
		req.About = w.some('U')
	}
	if w.chance(4) {
		req.Attachments = w.files(from, false)
	}
	return second(ask(w, from, operator.Service.SendMessage, req))
}

func (w *Walk) reply() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	req := operator.ReplyMessageRequest{Conversation: ref(c.Ref), Body: w.body()}
	if w.chance(3) && w.most['M'] > 0 {
		req.InReplyTo = w.some('M')
	}
	return second(ask(w, who, operator.Service.ReplyMessage, req))
}

// author is a message, with who wrote it.
func (w *Walk) author() (operator.Ref, operator.Message, error) {
	m, err := ask(w, boss, operator.Service.ShowMessage, operator.ShowMessageRequest{Message: w.some('M')})
	return ref(m.Author.Ref), m, err
}

func (w *Walk) editMessage() error {
	who, m, err := w.author()
	if err != nil {
		return err
	}
	return second(ask(w, who, operator.Service.EditMessage, operator.EditMessageRequest{Message: ref(m.Ref), Body: w.body()}))
}

func (w *Walk) deleteMessage() error {
	who, m, err := w.author()
	if err != nil {
		return err
	}
	if w.chance(2) {
		who = boss
	}
	return second(ask(w, who, operator.Service.DeleteMessage, operator.DeleteMessageRequest{Message: ref(m.Ref), Reason: "because of " + w.word(), Confirmed: true}))
}

func (w *Walk) editTalk() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	if w.chance(2) {
		who = boss
	}
	req := operator.EditConversationRequest{Conversation: ref(c.Ref)}
	switch w.rng.IntN(6) {
	case 0:
		req.Subject = ptr("About " + w.word())
	case 1:
		req.AddPeople, req.WithHistory = []operator.Ref{pick(w, w.people)}, w.chance(2)
	case 2:
		req.RemovePeople = []operator.Ref{pick(w, w.people)}
		if len(c.Participants) > 0 {
			req.RemovePeople[0] = ref(pick(w, c.Participants).Ref)
		}
	case 3:
		req.AddLabels = []string{w.our()}
	case 4:
		if len(c.Labels) == 0 {
			return nil
		}
		req.RemoveLabels = c.Labels[:1]
	default:
		req.Assignee = ptr(pick(w, w.people))
		if w.chance(4) {
			req.Assignee = ptr(operator.Ref("none"))
		}
	}
	return second(ask(w, who, operator.Service.EditConversation, req))
}

func (w *Walk) shut() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	if c.State == operator.StateOpen {
		return second(ask(w, who, operator.Service.CloseConversation, operator.ConversationRequest{Conversation: ref(c.Ref)}))
	}
	return second(ask(w, who, operator.Service.ReopenConversation, operator.ConversationRequest{Conversation: ref(c.Ref)}))
}

// rearrange notes which conversation was rearranged last, so that it can be taken back.
func (w *Walk) rearrange(c operator.Conversation, err error) error {
	if err == nil {
		w.rearranged = ref(c.Ref)
	}
	return err
}

// mergeTalks merges two conversations of one home, where there are two.
func (w *Walk) mergeTalks() error {
	_, c, err := w.shown()
	if err != nil {
		return err
	}
	all, err := ask(w, boss, operator.Service.ListConversations, operator.ListConversationsRequest{All: true, ConversationFilter: operator.ConversationFilter{Property: operator.Ref(c.Property)}})
	if err != nil || len(all.Items) < 2 {
		return err
	}
	return w.rearrange(ask(w, boss, operator.Service.MergeConversations, operator.MergeConversationsRequest{
		Into: ref(pick(w, all.Items).Ref), From: ref(pick(w, all.Items).Ref), Confirmed: true,
	}))
}

func (w *Walk) split() error {
	_, m, err := w.author()
	if err != nil {
		return err
	}
	return w.rearrange(ask(w, boss, operator.Service.SplitConversation, operator.SplitConversationRequest{Conversation: ref(m.Conversation), From: ref(m.Ref)}))
}

func (w *Walk) move() error {
	return w.rearrange(ask(w, boss, operator.Service.MoveConversation, operator.MoveConversationRequest{Conversation: w.some('C'), Property: pick(w, w.homes), Confirmed: true}))
}

func (w *Walk) undoTalk() error {
	return second(ask(w, boss, operator.Service.UndoConversation, operator.ConversationRequest{Conversation: w.rearranged}))
}

func (w *Walk) mark() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	switch w.rng.IntN(4) {
	case 0:
		return second(ask(w, who, operator.Service.MarkRead, operator.MarkReadRequest{All: true}))
	case 1:
		return second(ask(w, who, operator.Service.MarkUnread, operator.MarkUnreadRequest{Conversation: ref(c.Ref), From: w.some('M')}))
	case 2:
		return second(ask(w, who, operator.Service.MarkUnread, operator.MarkUnreadRequest{Conversation: ref(c.Ref)}))
	}
	return second(ask(w, who, operator.Service.ShowConversation, operator.ShowConversationRequest{Conversation: ref(c.Ref), Read: true}))
}

func (w *Walk) editInbox() error {
	who, c, err := w.shown()
	if err != nil {
		return err
	}
	req := operator.EditInboxRequest{Conversations: []operator.Ref{ref(c.Ref)}}
	on := w.chance(2)
	switch w.rng.IntN(4) {
	case 0:
		req.Archived = &on
	case 1:
		req.Muted = &on
	case 2:
		req.Starred = &on
	default:
		req.SnoozeUntil = ptr("+2d")
		if on {
			req.SnoozeUntil = ptr("")
		}
	}
	return second(ask(w, who, operator.Service.EditInbox, req))
}
