package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/policy"
	"github.com/seed-34ad0ce1/operator/internal/store"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// weekDays are the days of business hours, in order.
var weekDays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// ShowWorkspace shows the workspace. Everybody in the directory may see it.
func (a *App) ShowWorkspace(ctx context.Context, req operator.WorkspaceRequest) (operator.Workspace, error) {
	return view(ctx, a, req, func(s *session, _ operator.WorkspaceRequest) (operator.Workspace, error) {
		return workspaceView(s.ws), nil
	})
}

// EditWorkspace changes the workspace.
func (a *App) EditWorkspace(ctx context.Context, req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	return change(ctx, a, "workspace.edit", req, (*session).editWorkspace)
}

func workspaceView(ws store.Workspace) operator.Workspace {
	return operator.Workspace{
		Name: ws.Name, TimeZone: ws.TimeZone, Currency: ws.Currency,
		BusinessHours: operator.BusinessHours{Days: append([]string{}, ws.Days...), Open: ws.Open, Close: ws.Close},
		CreatedAt:     ws.Created, UpdatedAt: ws.Updated,
	}
}

func (s *session) editWorkspace(req operator.EditWorkspaceRequest) (operator.Workspace, error) {
	if err := s.may(policy.RunWorkspace); err != nil {
		return operator.Workspace{}, err
	}
	ws, e := s.ws, edits{}
	if err := EditWorkspace(&ws, req, e.note); err != nil {
		return operator.Workspace{}, err
	}
	if len(e) == 0 {
		s.unchanged = true
		return workspaceView(ws), nil
	}
	ws.Updated = s.now
	if err := s.tx.PutWorkspace(ws); err != nil {
		return operator.Workspace{}, err
	}
	s.record("workspace.edited", "workspace", 0, nil, e)
	return workspaceView(ws), nil
}

func placeholder() {}
