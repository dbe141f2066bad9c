// Package operator holds the vocabulary of the program: the things a home
// builder's inbox keeps, the requests that can be made of it, and the ways a
// request can fail. It imports the standard library only, so that anything may
// import it.
//
// Service is implemented on this machine by the app over a store, and for
// another machine by the client. Nothing above it can tell which it has.
package operator
