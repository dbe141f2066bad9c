package deps

import (
	"fmt"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Versions is what a message or an update said before, the oldest version first.
func Versions(d *Deps, versions []operator.MessageVersion) string {
	var b strings.Builder
	for i, v := range versions {
		why := ""
		if v.Reason != nil {
			why = ": " + *v.Reason
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "Until %s, replaced by %s%s\n%s\n", d.Moment(v.ReplacedAt), Who(v.ReplacedBy), why, Indented(v.Body))
	}
	return b.String()
}
