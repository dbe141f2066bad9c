package operator

// Service is everything the program can be asked to do. Who acts is in the
// context (WithCall); there is no default actor. Every method but the streams
// is a function of a context and one request, so that one wrapper serves them
// all, and adding a field changes no signature.
//
// What the actor may not see fails exactly as what does not exist: NotFound,
// with the same message and hint.
type Service interface {
	People
	Erasures
	Properties
	Holds
	Transactions
	Conversations
	Inbox
	Bulk
	Updates
	Milestones
	Templates
	Schedules
	Lateness
	Numbers
	Searching
	Events
	Files
	Reports
	Administration
	Imports
	Exports
	Access
	Webhooks
	Backups
}
