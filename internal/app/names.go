package app

import "strconv"

// seqName writes a sequence number into an event.
func seqName(seq uint64) string { return strconv.FormatUint(seq, 10) }

// versionName writes the number of a message's version into an event.
func versionName(n int) string { return strconv.Itoa(n) }
