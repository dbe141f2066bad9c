package app

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddToken is not there yet.
func (a *App) AddToken(ctx context.Context, req operator.AddTokenRequest) (operator.Token, error) {
	return view(ctx, a, req, func(*session, operator.AddTokenRequest) (res operator.Token, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// ListTokens is not there yet.
func (a *App) ListTokens(ctx context.Context, req operator.ListTokensRequest) (operator.Page[operator.Token], error) {
	return view(ctx, a, req, func(*session, operator.ListTokensRequest) (res operator.Page[operator.Token], err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// DeleteToken is not there yet.
func (a *App) DeleteToken(ctx context.Context, req operator.TokenRequest) (operator.Token, error) {
	return view(ctx, a, req, func(*session, operator.TokenRequest) (res operator.Token, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// AddLoginCode is not there yet.
func (a *App) AddLoginCode(ctx context.Context, req operator.LoginCodeRequest) (operator.LoginCode, error) {
	return view(ctx, a, req, func(*session, operator.LoginCodeRequest) (res operator.LoginCode, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// Login is not there yet.
func (a *App) Login(ctx context.Context, req operator.LoginRequest) (operator.Token, error) {
	return view(ctx, a, req, func(*session, operator.LoginRequest) (res operator.Token, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// Logout is not there yet.
func (a *App) Logout(ctx context.Context, req operator.LogoutRequest) (operator.Identity, error) {
	return view(ctx, a, req, func(*session, operator.LogoutRequest) (res operator.Identity, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// Whoami is not there yet.
func (a *App) Whoami(ctx context.Context, req operator.WhoamiRequest) (operator.Identity, error) {
	return view(ctx, a, req, func(*session, operator.WhoamiRequest) (res operator.Identity, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}

// InvitePeople is not there yet.
func (a *App) InvitePeople(ctx context.Context, req operator.InviteRequest) ([]operator.Invite, error) {
	return view(ctx, a, req, func(*session, operator.InviteRequest) (res []operator.Invite, err error) {
		return res, operator.Errorf(operator.Internal, "not built yet")
	})
}
