package walk

import (
	"slices"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// showAll shows the person each thing there is, one by one.
func (r *reading) showAll() {
	r.showHomes()
	r.showUpdates()
	everything(r, operator.Service.ListTokens, operator.ListTokensRequest{})
	r.talks, r.messages = map[operator.Ref]operator.Conversation{}, map[operator.Ref]operator.Message{}
	if !r.all {
		r.talks = shown(r, operator.Service.ShowConversation, 'C', func(c operator.Ref) operator.ShowConversationRequest {
			return operator.ShowConversationRequest{Conversation: c}
		}, func(c operator.Conversation) operator.Ref { return ref(c.Ref) })
		r.messages = shown(r, operator.Service.ShowMessage, 'M', func(m operator.Ref) operator.ShowMessageRequest {
			return operator.ShowMessageRequest{Message: m, History: true}
		}, func(m operator.Message) operator.Ref { return ref(m.Ref) })
		r.download()
	}
}

func (r *reading) lists() {
	r.listHomes()
	r.listPlaces()
	r.listSales()
	r.listPeople()
	r.listTalks()
	r.listUpdates()
	r.listPlanned()
	r.listSteps()
	r.listEvents()
	r.search()
	r.history()
	r.rest()
	r.explained()
	r.exports()
}

// listTalks compares the conversations that are listed with those that are shown.
func (r *reading) listTalks() {
	own := everything(r, operator.Service.ListConversations, operator.ListConversationsRequest{})
	inbox := everything(r, operator.Service.ListInbox, operator.ListInboxRequest{State: operator.InboxAll})
	ownRefs := refsOf(own, func(c operator.Conversation) operator.Ref { return ref(c.Ref) })
	inboxRefs := refsOf(inbox, func(i operator.InboxItem) operator.Ref { return ref(i.Ref) })
	r.same("conversation list", "inbox list --state all", ownRefs, inboxRefs)
	if !r.all {
		r.same("conversation list", "conversation show", ownRefs, keys(r.talks))
		r.listMessages(own)
		seated := []operator.Ref{}
		for id, people := range r.seats {
			if slices.Contains(people, ref(r.me.Person.Ref)) {
				seated = append(seated, id)
			}
		}
		r.same("who is in conversations, as an administrator reads it", "conversation show", seated, keys(r.talks))
	}
	for i, c := range own {
		if i < len(inbox) {
			agree(r.Walk, r.who, "conversation list", "inbox list of "+c.Ref.String(), c, inbox[i].Conversation)
		}
	}
	r.badge(inbox)
	r.inboxes(inbox)
}

// listMessages compares what lists say of conversations with their messages.
func (r *reading) listMessages(own []operator.Conversation) {
	var told []operator.Ref
	for _, c := range own {
		whole := r.talks[ref(c.Ref)]
		messages := everything(r, operator.Service.ListMessages, operator.ListMessagesRequest{Conversation: ref(c.Ref)})
		agree(r.Walk, r.who, "msg list "+c.Ref.String(), "conversation show", messages, whole.Messages)
		agree(r.Walk, r.who, "conversation list: message_count of "+c.Ref.String(), "msg list", c.MessageCount, len(messages))
		if len(messages) > 0 && c.LastMessage != nil {
			agree(r.Walk, r.who, "last message of "+c.Ref.String(), "msg list", ref(c.LastMessage.Ref), ref(latest(messages).Ref))
		}
		for _, m := range messages {
			told = append(told, ref(m.Ref))
			one := r.messages[ref(m.Ref)]
			one.Versions = m.Versions
			agree(r.Walk, r.who, "msg list: "+m.Ref.String(), "msg show", m, one)
		}
		whole.Messages, whole.Trail = c.Messages, c.Trail
		agree(r.Walk, r.who, "conversation list: "+c.Ref.String(), "conversation show", c, whole)
	}
	r.same("msg list of all conversations", "msg show", told, keys(r.messages))
}

// latest is the message that was written last. It is the last one, but for older ones that
// a merge has appended.
func latest(of []operator.Message) operator.Message {
	last := of[0]
	for _, m := range of {
		if !m.CreatedAt.Before(last.CreatedAt) {
			last = m
		}
	}
	return last
}

// badge compares the numbers on the badge with the rows of the inbox.
func (r *reading) badge(inbox []operator.InboxItem) {
	totals, err := ask(r.Walk, r.who, operator.Service.InboxTotals, operator.TotalsRequest{})
	if err != nil {
		return
	}
	unread := everything(r, operator.Service.ListInbox, operator.ListInboxRequest{State: operator.InboxAll, Unread: true})
	var want []operator.Ref
	least, most, talks := 0, 0, 0
	for _, i := range inbox {
		if i.Unread > 0 {
			want, most = append(want, ref(i.Ref)), most+i.Unread
			if !i.Muted { // of a muted one those count that mention the person
				least, talks = least+i.Unread, talks+1
			}
		}
	}
	r.same("inbox list --unread", "unread in inbox list --state all", refsOf(unread, func(i operator.InboxItem) operator.Ref { return ref(i.Ref) }), want)
	if totals.Unread < least || totals.Unread > most || totals.Conversations < talks || totals.Conversations > len(want) {
		agree(r.Walk, r.who, "inbox count", "inbox list", []int{totals.Unread, totals.Conversations}, []int{least, talks})
	}
}
