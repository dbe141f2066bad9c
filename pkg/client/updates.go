package client

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// PostUpdate asks the instance to post an update to homes.
func (c *Client) PostUpdate(ctx context.Context, req operator.PostUpdateRequest) (operator.Posted, error) {
	return call(ctx, c, api.PostUpdate, req)
}

// ListUpdates asks the instance to list updates.
func (c *Client) ListUpdates(ctx context.Context, req operator.ListUpdatesRequest) (operator.Page[operator.Update], error) {
	return call(ctx, c, api.ListUpdates, req)
}

// ShowUpdate asks the instance to show an update.
func (c *Client) ShowUpdate(ctx context.Context, req operator.ShowUpdateRequest) (operator.Update, error) {
	return call(ctx, c, api.ShowUpdate, req)
}

// EditUpdate asks the instance to change an update.
func (c *Client) EditUpdate(ctx context.Context, req operator.EditUpdateRequest) (operator.Update, error) {
	return call(ctx, c, api.EditUpdate, req)
}

// PublishUpdate asks the instance to publish a draft.
func (c *Client) PublishUpdate(ctx context.Context, req operator.UpdateRequest) (operator.Posted, error) {
	return call(ctx, c, api.PublishUpdate, req)
}

// DeleteUpdate asks the instance to delete an update.
func (c *Client) DeleteUpdate(ctx context.Context, req operator.DeleteUpdateRequest) (operator.Update, error) {
	return call(ctx, c, api.DeleteUpdate, req)
}

// AcknowledgeUpdate asks the instance to acknowledge an update.
func (c *Client) AcknowledgeUpdate(ctx context.Context, req operator.UpdateRequest) (operator.Update, error) {
	return call(ctx, c, api.AcknowledgeUpdate, req)
}

// LikeUpdate asks the instance to like an update, or take the like back.
func (c *Client) LikeUpdate(ctx context.Context, req operator.LikeUpdateRequest) (operator.Update, error) {
	return call(ctx, c, api.LikeUpdate, req)
}

// RemindUpdates asks the instance to remind buyers of updates that lack an acknowledgement.
func (c *Client) RemindUpdates(ctx context.Context, req operator.RemindUpdatesRequest) ([]operator.Reminder, error) {
	return call(ctx, c, api.RemindUpdates, req)
}

// MarkSeen asks the instance to mark updates seen.
func (c *Client) MarkSeen(ctx context.Context, req operator.MarkSeenRequest) ([]operator.Update, error) {
	return call(ctx, c, api.MarkSeen, req)
}

// ListReceipts asks the instance to list whom an update reached.
func (c *Client) ListReceipts(ctx context.Context, req operator.ListReceiptsRequest) (operator.Page[operator.Receipt], error) {
	return call(ctx, c, api.ListReceipts, req)
}

// ShowMilestoneTemplate asks the instance to show the milestones of a community or of the workspace.
func (c *Client) ShowMilestoneTemplate(ctx context.Context, req operator.MilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
	return call(ctx, c, api.ShowMilestoneTemplate, req)
}

// SetMilestoneTemplate asks the instance to change the milestones of a community or of the workspace.
func (c *Client) SetMilestoneTemplate(ctx context.Context, req operator.SetMilestoneTemplateRequest) (operator.MilestoneTemplate, error) {
	return call(ctx, c, api.SetMilestoneTemplate, req)
}

// ListMilestones asks the instance to list the milestones of a home.
func (c *Client) ListMilestones(ctx context.Context, req operator.ListMilestonesRequest) ([]operator.Milestone, error) {
	return call(ctx, c, api.ListMilestones, req)
}

// CompleteMilestone asks the instance to complete a milestone of homes.
func (c *Client) CompleteMilestone(ctx context.Context, req operator.CompleteMilestoneRequest) ([]operator.Milestone, error) {
	return call(ctx, c, api.CompleteMilestone, req)
}

// ResetMilestone asks the instance to take back a completion.
func (c *Client) ResetMilestone(ctx context.Context, req operator.ResetMilestoneRequest) (operator.Milestone, error) {
	return call(ctx, c, api.ResetMilestone, req)
}

// AddTemplate asks the instance to add a text with variables.
func (c *Client) AddTemplate(ctx context.Context, req operator.AddTemplateRequest) (operator.Template, error) {
	return call(ctx, c, api.AddTemplate, req)
}

// ListTemplates asks the instance to list texts with variables.
func (c *Client) ListTemplates(ctx context.Context, req operator.ListTemplatesRequest) (operator.Page[operator.Template], error) {
	return call(ctx, c, api.ListTemplates, req)
}

// ShowTemplate asks the instance to show a text with variables.
func (c *Client) ShowTemplate(ctx context.Context, req operator.ShowTemplateRequest) (operator.Template, error) {
	return call(ctx, c, api.ShowTemplate, req)
}

// EditTemplate asks the instance to change a text with variables.
func (c *Client) EditTemplate(ctx context.Context, req operator.EditTemplateRequest) (operator.Template, error) {
	return call(ctx, c, api.EditTemplate, req)
}

// DeleteTemplate asks the instance to delete a text with variables.
func (c *Client) DeleteTemplate(ctx context.Context, req operator.TemplateRequest) (operator.Template, error) {
	return call(ctx, c, api.DeleteTemplate, req)
}

// ScheduleMessage asks the instance to plan a message.
func (c *Client) ScheduleMessage(ctx context.Context, req operator.ScheduleMessageRequest) (operator.Scheduled, error) {
	return call(ctx, c, api.ScheduleMessage, req)
}

// ListSchedule asks the instance to list what is planned.
func (c *Client) ListSchedule(ctx context.Context, req operator.ListScheduleRequest) (operator.Page[operator.Scheduled], error) {
	return call(ctx, c, api.ListSchedule, req)
}

// ShowScheduled asks the instance to show what is planned.
func (c *Client) ShowScheduled(ctx context.Context, req operator.ScheduleRequest) (operator.Scheduled, error) {
	return call(ctx, c, api.ShowScheduled, req)
}

// EditSchedule asks the instance to change what is planned.
func (c *Client) EditSchedule(ctx context.Context, req operator.EditScheduleRequest) (operator.Scheduled, error) {
	return call(ctx, c, api.EditSchedule, req)
}

// CancelScheduled asks the instance to call off what is planned.
func (c *Client) CancelScheduled(ctx context.Context, req operator.ScheduleRequest) (operator.Scheduled, error) {
	return call(ctx, c, api.CancelScheduled, req)
}

// RunSchedule asks the instance to do what is due.
func (c *Client) RunSchedule(ctx context.Context, req operator.RunScheduleRequest) ([]operator.Scheduled, error) {
	return call(ctx, c, api.RunSchedule, req)
}
