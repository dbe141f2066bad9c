package operator

import (
	"context"
	"time"
)

// TransactionStatus is how a sale stands.
type TransactionStatus string

// The states of a sale.
const (
	SaleOpen      TransactionStatus = "open"
	SaleClosed    TransactionStatus = "closed" // for ever; a later resale is another sale
	SaleWithdrawn TransactionStatus = "withdrawn"
)

// Money is an amount with its currency: "489900.00", "USD".
type Money struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Date is a day without a time, as in 2026-05-01.
type Date string

// Transaction is a sale of a property to one or more buyers, the primary buyer
// first. The price is absent for who may not see it.
type Transaction struct {
	Ref             TransactionID     `json:"ref"`
	Property        string            `json:"property"`
	Buyers          []PersonSummary   `json:"buyers"`
	Status          TransactionStatus `json:"status"`
	ContractPrice   *Money            `json:"contract_price"`
	ContractDate    *Date             `json:"contract_date"`
	ExpectedClosing *Date             `json:"expected_closing"`
	ClosingDate     *Date             `json:"closing_date"`
	WithdrawalDate  *Date             `json:"withdrawal_date"`
	ExternalIDs     map[string]string `json:"external_ids"`
	CreatedAt       time.Time         `json:"created_at"`
	UpdatedAt       time.Time         `json:"updated_at"`
}

// OpenTransactionRequest begins a sale. The first buyer is the primary one.
// Dates are read in the workspace's zone; today where none is given.
type OpenTransactionRequest struct {
	Property        Ref    `json:"property"`
	Buyers          []Ref  `json:"buyers"`
	Price           string `json:"price,omitempty"` // "489900", "489900.00" or "489900.00 USD"
	ContractDate    string `json:"contract_date,omitempty"`
	ExpectedClosing string `json:"expected_closing,omitempty"`
	ExternalID      string `json:"external_id,omitempty"`
}

// EditTransactionRequest changes what is not nil. The sale may be named by its
// reference or by its home's code.
type EditTransactionRequest struct {
	Transaction     Ref     `json:"transaction"`
	Price           *string `json:"price,omitempty"`
	ContractDate    *string `json:"contract_date,omitempty"`
	ExpectedClosing *string `json:"expected_closing,omitempty"`
	AddBuyers       []Ref   `json:"add_buyers,omitempty"`
	RemoveBuyers    []Ref   `json:"remove_buyers,omitempty"`
	PrimaryBuyer    Ref     `json:"primary_buyer,omitempty"`
	ExternalID      *string `json:"external_id,omitempty"`
}

// EndTransactionRequest closes or withdraws a sale, named by its reference or by
// its home's code. Confirmed says that whoever asks knows it cannot be undone.
type EndTransactionRequest struct {
	Transaction Ref    `json:"transaction"`
	Date        string `json:"date,omitempty"`
	Confirmed   bool   `json:"confirmed,omitempty"`
}

// TransactionRequest names a sale by its reference or by its home's code.
type TransactionRequest struct {
	Transaction Ref `json:"transaction"`
}

// ListTransactionsRequest lists sales, the oldest first.
type ListTransactionsRequest struct {
	Property Ref               `json:"property,omitempty"`
	Status   TransactionStatus `json:"status,omitempty"`
	Buyer    Ref               `json:"buyer,omitempty"`
	Paging
}

// Transactions is the sales. Acts that a sale's state forbids fail with
// Conflict and say what to do instead.
type Transactions interface {
	OpenTransaction(context.Context, OpenTransactionRequest) (Transaction, error)
	EditTransaction(context.Context, EditTransactionRequest) (Transaction, error)
	// CloseTransaction makes the sale permanent: what precedes the closing can
	// no longer be edited or deleted.
	CloseTransaction(context.Context, EndTransactionRequest) (Transaction, error)
	// WithdrawTransaction takes the home from its buyers at once, and closes
	// the sale's shared conversations.
	WithdrawTransaction(context.Context, EndTransactionRequest) (Transaction, error)
	// ReopenTransaction reopens a withdrawn sale if the home has no later one.
	ReopenTransaction(context.Context, TransactionRequest) (Transaction, error)
	ListTransactions(context.Context, ListTransactionsRequest) (Page[Transaction], error)
	ShowTransaction(context.Context, TransactionRequest) (Transaction, error)
}
