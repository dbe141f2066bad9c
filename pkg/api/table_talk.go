package api

import "github.com/seed-34ad0ce1/operator/pkg/operator"

// The endpoints of conversations, messages and one's inbox.
var (
	ListConversations     = read("ListConversations", "/v1/conversation/list", operator.Service.ListConversations, "List conversations.")
	ShowConversation      = read("ShowConversation", "/v1/conversation/show", operator.Service.ShowConversation, "Show a conversation with its messages.")
	CloseConversation     = change("CloseConversation", "/v1/conversation/close", operator.Service.CloseConversation, "Close a conversation.")
	ReopenConversation    = change("ReopenConversation", "/v1/conversation/reopen", operator.Service.ReopenConversation, "Open a conversation again.")
	EditConversation      = change("EditConversation", "/v1/conversation/edit", operator.Service.EditConversation, "Change a conversation's group, subject, labels or assignee.")
	MergeConversations    = change("MergeConversations", "/v1/conversation/merge", operator.Service.MergeConversations, "Append a conversation to another.")
	SplitConversation     = change("SplitConversation", "/v1/conversation/split", operator.Service.SplitConversation, "Make the end of a conversation one of its own.")
	MoveConversation      = change("MoveConversation", "/v1/conversation/move", operator.Service.MoveConversation, "Move a conversation to another home.")
	UndoConversation      = change("UndoConversation", "/v1/conversation/undo", operator.Service.UndoConversation, "Take back a merge, split or move.")
	SendMessage           = change("SendMessage", "/v1/msg/send", operator.Service.SendMessage, "Send a message about a home to a group.")
	ReplyMessage          = change("ReplyMessage", "/v1/msg/reply", operator.Service.ReplyMessage, "Answer in a conversation.")
	ListMessages          = read("ListMessages", "/v1/msg/list", operator.Service.ListMessages, "List a conversation's messages.")
	ShowMessage           = read("ShowMessage", "/v1/msg/show", operator.Service.ShowMessage, "Show a message.")
	EditMessage           = change("EditMessage", "/v1/msg/edit", operator.Service.EditMessage, "Give a message another body.")
	DeleteMessage         = change("DeleteMessage", "/v1/msg/delete", operator.Service.DeleteMessage, "Delete a message.")
	PutFile               = read("PutFile", "/v1/file/put", operator.Service.PutFile, "Upload a file, to be attached.").of(Upload).long()
	OpenFile              = read("OpenFile", "/v1/msg/download", operator.Service.OpenFile, "Download a file of a message.").of(Download)
	ListInbox             = read("ListInbox", "/v1/inbox/list", operator.Service.ListInbox, "List your inbox.")
	NextInbox             = read("NextInbox", "/v1/inbox/next", operator.Service.NextInbox, "List what to answer first.")
	InboxTotals           = read("InboxTotals", "/v1/inbox/count", operator.Service.InboxTotals, "Count what you have not read.")
	MarkRead              = change("MarkRead", "/v1/inbox/read", operator.Service.MarkRead, "Mark conversations read.")
	MarkUnread            = change("MarkUnread", "/v1/inbox/unread", operator.Service.MarkUnread, "Mark a conversation unread.")
	EditInbox             = change("EditInbox", "/v1/inbox/edit", operator.Service.EditInbox, "Archive, mute, star or snooze conversations.")
	BulkEditConversations = change("BulkEditConversations", "/v1/conversation/bulk-edit", operator.Service.BulkEditConversations, "Change all conversations that fit.")
	BulkEditInbox         = change("BulkEditInbox", "/v1/inbox/bulk-edit", operator.Service.BulkEditInbox, "Change your own state of all conversations that fit.")
	UndoBulkEdit          = change("UndoBulkEdit", "/v1/bulk-edit/undo", operator.Service.UndoBulkEdit, "Take a bulk edit back.")
	WatchInbox            = watch("WatchInbox", "/v1/inbox/watch", operator.Service.WatchInbox, "Follow your inbox.")
)
