// Package leaktest fails the tests of a package that leave something running.
package leaktest

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// Main runs the tests of a package, and then waits a moment for all that they have begun
// to end. Call it from TestMain.
func Main(m *testing.M) { goleak.VerifyTestMain(tests{m}) }

// tests are those of a package.
type tests struct{ m *testing.M }

// Run runs them. Connections that wait for the next request of http.Get are nobody's.
func (t tests) Run() int {
	status := t.m.Run()
	http.DefaultClient.CloseIdleConnections()
	return status
}
