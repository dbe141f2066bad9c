package client

import (
	"context"

	"github.com/seed-34ad0ce1/operator/pkg/api"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// AddCommunity asks the instance to add a community.
func (c *Client) AddCommunity(ctx context.Context, req operator.AddCommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.AddCommunity, req)
}

// ListCommunities asks the instance to list communities.
func (c *Client) ListCommunities(ctx context.Context, req operator.ListCommunitiesRequest) (operator.Page[operator.Community], error) {
	return call(ctx, c, api.ListCommunities, req)
}

// ShowCommunity asks the instance to show a community.
func (c *Client) ShowCommunity(ctx context.Context, req operator.CommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.ShowCommunity, req)
}

// EditCommunity asks the instance to change a community.
func (c *Client) EditCommunity(ctx context.Context, req operator.EditCommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.EditCommunity, req)
}

// DeleteCommunity asks the instance to delete a community.
func (c *Client) DeleteCommunity(ctx context.Context, req operator.CommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.DeleteCommunity, req)
}

// AssignCommunity asks the instance to assign team members to a community.
func (c *Client) AssignCommunity(ctx context.Context, req operator.AssignCommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.AssignCommunity, req)
}

// UnassignCommunity asks the instance to take team members off a community.
func (c *Client) UnassignCommunity(ctx context.Context, req operator.AssignCommunityRequest) (operator.Community, error) {
	return call(ctx, c, api.UnassignCommunity, req)
}

// AddBuilding asks the instance to add a building.
func (c *Client) AddBuilding(ctx context.Context, req operator.AddBuildingRequest) (operator.Building, error) {
	return call(ctx, c, api.AddBuilding, req)
}

// ListBuildings asks the instance to list buildings.
func (c *Client) ListBuildings(ctx context.Context, req operator.ListBuildingsRequest) (operator.Page[operator.Building], error) {
	return call(ctx, c, api.ListBuildings, req)
}

// ShowBuilding asks the instance to show a building.
func (c *Client) ShowBuilding(ctx context.Context, req operator.BuildingRequest) (operator.Building, error) {
	return call(ctx, c, api.ShowBuilding, req)
}

// EditBuilding asks the instance to change a building.
func (c *Client) EditBuilding(ctx context.Context, req operator.EditBuildingRequest) (operator.Building, error) {
	return call(ctx, c, api.EditBuilding, req)
}

// DeleteBuilding asks the instance to delete a building.
func (c *Client) DeleteBuilding(ctx context.Context, req operator.BuildingRequest) (operator.Building, error) {
	return call(ctx, c, api.DeleteBuilding, req)
}

// AddProperty asks the instance to add a home.
func (c *Client) AddProperty(ctx context.Context, req operator.AddPropertyRequest) (operator.Property, error) {
	return call(ctx, c, api.AddProperty, req)
}

// ListProperties asks the instance to list homes.
func (c *Client) ListProperties(ctx context.Context, req operator.ListPropertiesRequest) (operator.Page[operator.Property], error) {
	return call(ctx, c, api.ListProperties, req)
}

// ShowProperty asks the instance to show a home.
func (c *Client) ShowProperty(ctx context.Context, req operator.PropertyRequest) (operator.Property, error) {
	return call(ctx, c, api.ShowProperty, req)
}

// EditProperty asks the instance to change a home.
func (c *Client) EditProperty(ctx context.Context, req operator.EditPropertyRequest) (operator.Property, error) {
	return call(ctx, c, api.EditProperty, req)
}

// DeleteProperty asks the instance to delete a home without a history.
func (c *Client) DeleteProperty(ctx context.Context, req operator.PropertyRequest) (operator.Property, error) {
	return call(ctx, c, api.DeleteProperty, req)
}

// AssignProperty asks the instance to assign team members to a home.
func (c *Client) AssignProperty(ctx context.Context, req operator.AssignRequest) (operator.Property, error) {
	return call(ctx, c, api.AssignProperty, req)
}

// UnassignProperty asks the instance to take team members off a home.
func (c *Client) UnassignProperty(ctx context.Context, req operator.AssignRequest) (operator.Property, error) {
	return call(ctx, c, api.UnassignProperty, req)
}

// SetHold asks the instance to put a home on hold.
func (c *Client) SetHold(ctx context.Context, req operator.HoldRequest) (operator.Hold, error) {
	return call(ctx, c, api.SetHold, req)
}

// ReleaseHold asks the instance to release a home that is on hold.
func (c *Client) ReleaseHold(ctx context.Context, req operator.HoldRequest) (operator.Hold, error) {
	return call(ctx, c, api.ReleaseHold, req)
}

// ListHolds asks the instance to list the homes on hold.
func (c *Client) ListHolds(ctx context.Context, req operator.ListHoldsRequest) (operator.Page[operator.Hold], error) {
	return call(ctx, c, api.ListHolds, req)
}

// PropertyHistory asks the instance to tell the story of a home.
func (c *Client) PropertyHistory(ctx context.Context, req operator.HistoryRequest) (operator.Page[operator.HistoryEntry], error) {
	return call(ctx, c, api.PropertyHistory, req)
}

// OpenTransaction asks the instance to begin a sale.
func (c *Client) OpenTransaction(ctx context.Context, req operator.OpenTransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.OpenTransaction, req)
}

// EditTransaction asks the instance to change a sale.
func (c *Client) EditTransaction(ctx context.Context, req operator.EditTransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.EditTransaction, req)
}

// CloseTransaction asks the instance to close a sale.
func (c *Client) CloseTransaction(ctx context.Context, req operator.EndTransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.CloseTransaction, req)
}

// WithdrawTransaction asks the instance to withdraw a sale.
func (c *Client) WithdrawTransaction(ctx context.Context, req operator.EndTransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.WithdrawTransaction, req)
}

// ReopenTransaction asks the instance to take back a withdrawal.
func (c *Client) ReopenTransaction(ctx context.Context, req operator.TransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.ReopenTransaction, req)
}

// ListTransactions asks the instance to list sales.
func (c *Client) ListTransactions(ctx context.Context, req operator.ListTransactionsRequest) (operator.Page[operator.Transaction], error) {
	return call(ctx, c, api.ListTransactions, req)
}

// ShowTransaction asks the instance to show a sale.
func (c *Client) ShowTransaction(ctx context.Context, req operator.TransactionRequest) (operator.Transaction, error) {
	return call(ctx, c, api.ShowTransaction, req)
}
