//go:build unix

package term_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
)

func TestTheWidthIsThatOfTheTerminal(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cols uint16
		want string
	}{{57, "width 57"}, {0, "width 91"}} { // a terminal that does not know asks COLUMNS
		master, tty, err := pty.Open()
		if err != nil {
			t.Skipf("there are no terminals here: %v", err)
		}
		if err := pty.Setsize(tty, &pty.Winsize{Cols: c.cols, Rows: 20}); err != nil {
			t.Fatal(err)
		}
		go func() { // what is written must be read, or the child waits
			buf := make([]byte, 4096)
			for {
				if _, err := master.Read(buf); err != nil {
					return
				}
			}
		}()
		var said strings.Builder
		cmd := exec.CommandContext(t.Context(), self)
		cmd.Env = append(os.Environ(), "TERM_TEST_CHILD=1", "COLUMNS=91")
		cmd.Stdout, cmd.Stderr = tty, &said
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		_ = tty.Close()
		_ = master.Close()
		if !strings.Contains(said.String(), c.want) {
			t.Errorf("said %q, want %q", said.String(), c.want)
		}
	}
}
