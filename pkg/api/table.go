package api

import "slices"

// Table is every endpoint.
func Table() []Any {
	return slices.Concat(peopleTable(), homesTable(), talkTable(), updatesTable(), adminTable())
}

func peopleTable() []Any {
	return []Any{
		AddPerson, ListPeople, ShowPerson, EditPerson, DeletePerson, DeactivatePerson, ActivatePerson,
		MergePeople, UndoMerge, ErasePerson,
	}
}

func homesTable() []Any {
	return []Any{
		AddCommunity, ListCommunities, ShowCommunity, EditCommunity, DeleteCommunity, AssignCommunity,
		UnassignCommunity, AddBuilding, ListBuildings, ShowBuilding, EditBuilding, DeleteBuilding,
		AddProperty, ListProperties, ShowProperty, EditProperty, DeleteProperty, AssignProperty, UnassignProperty,
		SetHold, ReleaseHold, ListHolds, PropertyHistory, OpenTransaction, EditTransaction, CloseTransaction, WithdrawTransaction, ReopenTransaction,
		ListTransactions, ShowTransaction,
	}
}

func talkTable() []Any {
	return []Any{
		ListConversations, ShowConversation, CloseConversation, ReopenConversation, EditConversation,
		MergeConversations, SplitConversation, MoveConversation, UndoConversation, SendMessage, ReplyMessage,
		ListMessages, ShowMessage, EditMessage, DeleteMessage, PutFile, OpenFile, ListInbox, NextInbox,
		InboxTotals, MarkRead, MarkUnread, EditInbox, BulkEditConversations, BulkEditInbox, UndoBulkEdit, WatchInbox,
	}
}

func updatesTable() []Any {
	return []Any{
		PostUpdate, ListUpdates, ShowUpdate, EditUpdate, PublishUpdate, DeleteUpdate, AcknowledgeUpdate,
		LikeUpdate, MarkSeen, RemindUpdates, ListReceipts, OpenUpdateFile, ShowMilestoneTemplate, SetMilestoneTemplate,
		ListMilestones, CompleteMilestone, ResetMilestone, AddTemplate, ListTemplates, ShowTemplate,
		EditTemplate, DeleteTemplate, ScheduleMessage, ListSchedule, ShowScheduled, EditSchedule, CancelScheduled,
		RunSchedule,
	}
}

func adminTable() []Any {
	return []Any{
		ListDue, ShowResponseStats, ShowInboxStats, ShowUpdateStats, ShowActivationStats, ShowScorecard,
		Search, Explain, Suggest, ListEvents, WatchEvents, VerifyAudit, AuditAnchor,
		Dump, ShowWorkspace, EditWorkspace, Check, Reindex, Diagnose, Sweep, Import, ListImports, ShowImport,
		UndoImport, ImportTemplate, Export, Transcript, Backup, AddToken, ListTokens, DeleteToken,
		AddLoginCode, Login, Logout, Whoami, InvitePeople, AddWebhook, ListWebhooks, TestWebhook, ReplayWebhook,
		RotateWebhook, DeleteWebhook,
	}
}
