package api

import "github.com/seed-34ad0ce1/operator/pkg/operator"

// The endpoints of communities, homes and sales.
var (
	AddCommunity        = change("AddCommunity", "/v1/community/add", operator.Service.AddCommunity, "Add a community.")
	ListCommunities     = read("ListCommunities", "/v1/community/list", operator.Service.ListCommunities, "List communities.")
	ShowCommunity       = read("ShowCommunity", "/v1/community/show", operator.Service.ShowCommunity, "Show a community.")
	EditCommunity       = change("EditCommunity", "/v1/community/edit", operator.Service.EditCommunity, "Change a community.")
	DeleteCommunity     = change("DeleteCommunity", "/v1/community/delete", operator.Service.DeleteCommunity, "Delete a community.")
	AssignCommunity     = change("AssignCommunity", "/v1/community/assign", operator.Service.AssignCommunity, "Assign team members to a community.")
	UnassignCommunity   = change("UnassignCommunity", "/v1/community/unassign", operator.Service.UnassignCommunity, "Take team members off a community.")
	AddBuilding         = change("AddBuilding", "/v1/building/add", operator.Service.AddBuilding, "Add a building.")
	ListBuildings       = read("ListBuildings", "/v1/building/list", operator.Service.ListBuildings, "List buildings.")
	ShowBuilding        = read("ShowBuilding", "/v1/building/show", operator.Service.ShowBuilding, "Show a building.")
	EditBuilding        = change("EditBuilding", "/v1/building/edit", operator.Service.EditBuilding, "Change a building.")
	DeleteBuilding      = change("DeleteBuilding", "/v1/building/delete", operator.Service.DeleteBuilding, "Delete a building.")
	AddProperty         = change("AddProperty", "/v1/property/add", operator.Service.AddProperty, "Add a home.")
	ListProperties      = read("ListProperties", "/v1/property/list", operator.Service.ListProperties, "List homes.")
	ShowProperty        = read("ShowProperty", "/v1/property/show", operator.Service.ShowProperty, "Show a home.")
	EditProperty        = change("EditProperty", "/v1/property/edit", operator.Service.EditProperty, "Change a home.")
	DeleteProperty      = change("DeleteProperty", "/v1/property/delete", operator.Service.DeleteProperty, "Delete a home without a history.")
	AssignProperty      = change("AssignProperty", "/v1/property/assign", operator.Service.AssignProperty, "Assign team members to a home.")
	UnassignProperty    = change("UnassignProperty", "/v1/property/unassign", operator.Service.UnassignProperty, "Take team members off a home.")
	PropertyHistory     = read("PropertyHistory", "/v1/property/history", operator.Service.PropertyHistory, "Tell the story of a home.")
	OpenTransaction     = change("OpenTransaction", "/v1/transaction/open", operator.Service.OpenTransaction, "Begin a sale.")
	EditTransaction     = change("EditTransaction", "/v1/transaction/edit", operator.Service.EditTransaction, "Change a sale.")
	CloseTransaction    = change("CloseTransaction", "/v1/transaction/close", operator.Service.CloseTransaction, "Close a sale.")
	WithdrawTransaction = change("WithdrawTransaction", "/v1/transaction/withdraw", operator.Service.WithdrawTransaction, "Withdraw a sale.")
	ReopenTransaction   = change("ReopenTransaction", "/v1/transaction/reopen", operator.Service.ReopenTransaction, "Take back a withdrawal.")
	ListTransactions    = read("ListTransactions", "/v1/transaction/list", operator.Service.ListTransactions, "List sales.")
	ShowTransaction     = read("ShowTransaction", "/v1/transaction/show", operator.Service.ShowTransaction, "Show a sale.")
)
