package clitest

import (
	"debug/buildinfo"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// maxInitBytes is how much memory packages may take before main. A command that
// lists twenty rows takes about as long as the program takes to start.
const maxInitBytes = 1_500_000

// denied are modules that cost every command too much to start, whatever it does
// (docs/performance.md).
var denied = []string{
	"github.com/charmbracelet/glamour", "github.com/alecthomas/chroma", "github.com/blevesearch/bleve",
	"github.com/xuri/excelize", "github.com/nyaruka/phonenumbers", "github.com/prometheus/client_golang", "github.com/jackc/pgx",
}

func TestTheProgramStartsWithLittle(t *testing.T) {
	binary := built(t)
	t.Run("memory", func(t *testing.T) { initBytes(t, binary) })
	t.Run("modules", func(t *testing.T) { linked(t, binary) })
}

func initBytes(t *testing.T, binary string) {
	cmd := exec.Command(binary, "--version")
	cmd.Env = []string{"GODEBUG=inittrace=1", "HOME=" + t.TempDir()}
	var trace strings.Builder
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	total := 0
	lines := regexp.MustCompile(`(?m)^init (\S+) .* (\d+) bytes, \d+ allocs$`).FindAllStringSubmatch(trace.String(), -1)
	if len(lines) < 10 {
		t.Fatalf("this is no trace of inits:\n%s", trace.String())
	}
	for _, line := range lines {
		bytes, err := strconv.Atoi(line[2])
		if err != nil {
			t.Fatal(err)
		}
		total += bytes
		if bytes > 20_000 {
			t.Logf("%s takes %d bytes", line[1], bytes)
		}
	}
	t.Logf("%d packages take %d bytes", len(lines), total)
	if total > maxInitBytes {
		t.Errorf("packages take %d bytes before main, over %d", total, maxInitBytes)
	}
}

func linked(t *testing.T, binary string) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	if len(info.Deps) == 0 {
		t.Fatal("the program does not say which modules it is made of")
	}
	for _, module := range info.Deps {
		for _, no := range denied {
			if module.Path == no || strings.HasPrefix(module.Path, no+"/") {
				t.Errorf("the program must not link %s", module.Path)
			}
		}
	}
}
