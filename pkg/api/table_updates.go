package api

import "github.com/seed-34ad0ce1/operator/pkg/operator"

// The endpoints of updates, milestones and what is planned.
var (
	PostUpdate            = change("PostUpdate", "/v1/update/post", operator.Service.PostUpdate, "Post an update to homes.").long()
	ListUpdates           = read("ListUpdates", "/v1/update/list", operator.Service.ListUpdates, "List updates.")
	ShowUpdate            = read("ShowUpdate", "/v1/update/show", operator.Service.ShowUpdate, "Show an update.")
	EditUpdate            = change("EditUpdate", "/v1/update/edit", operator.Service.EditUpdate, "Change an update.").long()
	PublishUpdate         = change("PublishUpdate", "/v1/update/publish", operator.Service.PublishUpdate, "Publish a draft.").long()
	DeleteUpdate          = change("DeleteUpdate", "/v1/update/delete", operator.Service.DeleteUpdate, "Delete an update.").long()
	AcknowledgeUpdate     = change("AcknowledgeUpdate", "/v1/update/ack", operator.Service.AcknowledgeUpdate, "Acknowledge an update.")
	LikeUpdate            = change("LikeUpdate", "/v1/update/like", operator.Service.LikeUpdate, "Like an update, or take the like back.")
	MarkSeen              = change("MarkSeen", "/v1/update/seen", operator.Service.MarkSeen, "Mark updates seen.")
	ListReceipts          = read("ListReceipts", "/v1/update/receipts", operator.Service.ListReceipts, "List whom an update reached.")
	OpenUpdateFile        = read("OpenUpdateFile", "/v1/update/download", operator.Service.OpenUpdateFile, "Download a file of an update.").of(Download)
	ShowMilestoneTemplate = read("ShowMilestoneTemplate", "/v1/milestone/template/show", operator.Service.ShowMilestoneTemplate, "Show the milestones of a community or of the workspace.")
	SetMilestoneTemplate  = change("SetMilestoneTemplate", "/v1/milestone/template/set", operator.Service.SetMilestoneTemplate, "Change the milestones of a community or of the workspace.")
	ListMilestones        = read("ListMilestones", "/v1/milestone/list", operator.Service.ListMilestones, "List the milestones of a home.")
	CompleteMilestone     = change("CompleteMilestone", "/v1/milestone/complete", operator.Service.CompleteMilestone, "Complete a milestone of homes.")
	ResetMilestone        = change("ResetMilestone", "/v1/milestone/reset", operator.Service.ResetMilestone, "Take back a completion.")
	AddTemplate           = change("AddTemplate", "/v1/template/add", operator.Service.AddTemplate, "Add a text with variables.")
	ListTemplates         = read("ListTemplates", "/v1/template/list", operator.Service.ListTemplates, "List texts with variables.")
	ShowTemplate          = read("ShowTemplate", "/v1/template/show", operator.Service.ShowTemplate, "Show a text with variables.")
	EditTemplate          = change("EditTemplate", "/v1/template/edit", operator.Service.EditTemplate, "Change a text with variables.")
	DeleteTemplate        = change("DeleteTemplate", "/v1/template/delete", operator.Service.DeleteTemplate, "Delete a text with variables.")
	ScheduleMessage       = change("ScheduleMessage", "/v1/schedule/message", operator.Service.ScheduleMessage, "Plan a message.")
	ListSchedule          = read("ListSchedule", "/v1/schedule/list", operator.Service.ListSchedule, "List what is planned.")
	ShowScheduled         = read("ShowScheduled", "/v1/schedule/show", operator.Service.ShowScheduled, "Show what is planned.")
	EditSchedule          = change("EditSchedule", "/v1/schedule/edit", operator.Service.EditSchedule, "Change what is planned.")
	CancelScheduled       = change("CancelScheduled", "/v1/schedule/cancel", operator.Service.CancelScheduled, "Call off what is planned.")
	RunSchedule           = change("RunSchedule", "/v1/schedule/run", operator.Service.RunSchedule, "Do what is due.").long()
)
