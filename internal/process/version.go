package process

import (
	"runtime/debug"
	"strings"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

// Which program this is; the linker fills them in for a release.
var (
	version = "dev"
	commit  = ""
)

// Version says which program this is. One that was built with go install
// knows its version as a module, if it has one.
func Version() cli.Version {
	if version == "dev" {
		if info, ok := debug.ReadBuildInfo(); ok {
			return built(info)
		}
	}
	return cli.Version{Number: version, Commit: commit}
}

// built is the version by what Go noted when it built the program.
func built(info *debug.BuildInfo) cli.Version {
	v := cli.Version{Number: "dev"}
	if of := info.Main.Version; of != "" && of != "(devel)" {
		v.Number = strings.TrimPrefix(of, "v")
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Commit = s.Value
		}
	}
	return v
}
