package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Import is not there yet.
func (a *App) Import(ctx context.Context, req operator.ImportRequest) (operator.Import, error) {
	return view(ctx, a, req, func(*session, operator.ImportRequest) (res operator.Import, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ListImports is not there yet.
func (a *App) ListImports(ctx context.Context, req operator.ListImportsRequest) (operator.Page[operator.Import], error) {
	return view(ctx, a, req, func(*session, operator.ListImportsRequest) (res operator.Page[operator.Import], err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ShowImport is not there yet.
func (a *App) ShowImport(ctx context.Context, req operator.ShowImportRequest) (operator.Import, error) {
	return view(ctx, a, req, func(*session, operator.ShowImportRequest) (res operator.Import, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// UndoImport is not there yet.
func (a *App) UndoImport(ctx context.Context, req operator.UndoImportRequest) (operator.Import, error) {
	return view(ctx, a, req, func(*session, operator.UndoImportRequest) (res operator.Import, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ImportTemplate is not there yet.
func (a *App) ImportTemplate(ctx context.Context, req operator.ImportTemplateRequest) (operator.ImportTemplate, error) {
	return view(ctx, a, req, func(*session, operator.ImportTemplateRequest) (res operator.ImportTemplate, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}
