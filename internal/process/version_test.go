package process

import (
	"runtime/debug"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

func TestAProgramThatIsNoReleaseKnowsItsVersionFromGo(t *testing.T) {
	revision := []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: "404d690"}}
	for of, want := range map[string]cli.Version{
		"v1.4.0":        {Number: "1.4.0", Commit: "404d690"},
		"v1.4.1+dirty":  {Number: "1.4.1+dirty", Commit: "404d690"},
		"(devel)":       {Number: "dev", Commit: "404d690"},
		"":              {Number: "dev", Commit: "404d690"},
		"v0.0.0-2026-x": {Number: "0.0.0-2026-x", Commit: "404d690"},
	} {
		if got := built(&debug.BuildInfo{Main: debug.Module{Version: of}, Settings: revision}); got != want {
			t.Errorf("%q: got %+v, want %+v", of, got, want)
		}
	}
	if got, want := built(&debug.BuildInfo{}), (cli.Version{Number: "dev"}); got != want {
		t.Errorf("nothing noted: got %+v, want %+v", got, want)
	}
}
