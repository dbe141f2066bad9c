package client

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// ListConversations asks the instance to list conversations.
func (c *Client) ListConversations(ctx context.Context, req operator.ListConversationsRequest) (operator.Page[operator.Conversation], error) {
	return call(ctx, c, api.ListConversations, req)
}

// ShowConversation asks the instance to show a conversation with its messages.
func (c *Client) ShowConversation(ctx context.Context, req operator.ShowConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.ShowConversation, req)
}

// CloseConversation asks the instance to close a conversation.
func (c *Client) CloseConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.CloseConversation, req)
}

// ReopenConversation asks the instance to open a conversation again.
func (c *Client) ReopenConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.ReopenConversation, req)
}

// EditConversation asks the instance to change a conversation's group, subject, labels or assignee.
func (c *Client) EditConversation(ctx context.Context, req operator.EditConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.EditConversation, req)
}

// MergeConversations asks the instance to append a conversation to another.
func (c *Client) MergeConversations(ctx context.Context, req operator.MergeConversationsRequest) (operator.Conversation, error) {
	return call(ctx, c, api.MergeConversations, req)
}

// SplitConversation asks the instance to make the end of a conversation one of its own.
func (c *Client) SplitConversation(ctx context.Context, req operator.SplitConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.SplitConversation, req)
}

// MoveConversation asks the instance to move a conversation to another home.
func (c *Client) MoveConversation(ctx context.Context, req operator.MoveConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.MoveConversation, req)
}

// UndoConversation asks the instance to take back a merge, split or move.
func (c *Client) UndoConversation(ctx context.Context, req operator.ConversationRequest) (operator.Conversation, error) {
	return call(ctx, c, api.UndoConversation, req)
}

// SendMessage asks the instance to send a message about a home to a group.
func (c *Client) SendMessage(ctx context.Context, req operator.SendMessageRequest) (operator.Message, error) {
	return call(ctx, c, api.SendMessage, req)
}

// ReplyMessage asks the instance to answer in a conversation.
func (c *Client) ReplyMessage(ctx context.Context, req operator.ReplyMessageRequest) (operator.Message, error) {
	return call(ctx, c, api.ReplyMessage, req)
}

// ListMessages asks the instance to list a conversation's messages.
func (c *Client) ListMessages(ctx context.Context, req operator.ListMessagesRequest) (operator.Page[operator.Message], error) {
	return call(ctx, c, api.ListMessages, req)
}

// ShowMessage asks the instance to show a message.
func (c *Client) ShowMessage(ctx context.Context, req operator.ShowMessageRequest) (operator.Message, error) {
	return call(ctx, c, api.ShowMessage, req)
}

// EditMessage asks the instance to give a message another body.
func (c *Client) EditMessage(ctx context.Context, req operator.EditMessageRequest) (operator.Message, error) {
	return call(ctx, c, api.EditMessage, req)
}

// DeleteMessage asks the instance to delete a message.
func (c *Client) DeleteMessage(ctx context.Context, req operator.DeleteMessageRequest) (operator.Message, error) {
	return call(ctx, c, api.DeleteMessage, req)
}

// ListInbox asks the instance to list your inbox.
func (c *Client) ListInbox(ctx context.Context, req operator.ListInboxRequest) (operator.Page[operator.InboxItem], error) {
	return call(ctx, c, api.ListInbox, req)
}

// NextInbox asks the instance to list what to answer first.
func (c *Client) NextInbox(ctx context.Context, req operator.NextInboxRequest) (operator.Page[operator.NextItem], error) {
	return call(ctx, c, api.NextInbox, req)
}

// InboxTotals asks the instance to count what you have not read.
func (c *Client) InboxTotals(ctx context.Context, req operator.TotalsRequest) (operator.InboxTotals, error) {
	return call(ctx, c, api.InboxTotals, req)
}

// MarkRead asks the instance to mark conversations read.
func (c *Client) MarkRead(ctx context.Context, req operator.MarkReadRequest) ([]operator.InboxItem, error) {
	return call(ctx, c, api.MarkRead, req)
}

// MarkUnread asks the instance to mark a conversation unread.
func (c *Client) MarkUnread(ctx context.Context, req operator.MarkUnreadRequest) (operator.InboxItem, error) {
	return call(ctx, c, api.MarkUnread, req)
}

// EditInbox asks the instance to archive, mute, star or snooze conversations.
func (c *Client) EditInbox(ctx context.Context, req operator.EditInboxRequest) ([]operator.InboxItem, error) {
	return call(ctx, c, api.EditInbox, req)
}

// BulkEditConversations asks the instance to change all conversations that fit.
func (c *Client) BulkEditConversations(ctx context.Context, req operator.BulkEditConversationsRequest) (operator.BulkEdit, error) {
	return call(ctx, c, api.BulkEditConversations, req)
}

// BulkEditInbox asks the instance to change your own state of all conversations that fit.
func (c *Client) BulkEditInbox(ctx context.Context, req operator.BulkEditInboxRequest) (operator.BulkEdit, error) {
	return call(ctx, c, api.BulkEditInbox, req)
}

// UndoBulkEdit asks the instance to take a bulk edit back.
func (c *Client) UndoBulkEdit(ctx context.Context, req operator.UndoBulkEditRequest) (operator.BulkEdit, error) {
	return call(ctx, c, api.UndoBulkEdit, req)
}
