//go:build !unix

package term

// keepOnBrokenPipe has nothing to do where there is no SIGPIPE.
func keepOnBrokenPipe() {}
