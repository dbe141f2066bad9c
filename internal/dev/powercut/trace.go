package powercut

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

// Call is one call of the system, as strace wrote it down.
type Call struct {
	Name     string
	Args     []string
	Result   string // as "5</path>", or "-1 EIO (Input/output error)"
	Injected bool   // strace had it fail
	// Began and Done are the lines on which it began and on which it was done.
	Began, Done int
}

// longestLine is the most that a call may be written down as: four letters a byte.
const longestLine = 256 << 20

// Calls reads what strace -f -o wrote. A call in the middle of which another thread's was
// written is put together again; signals, and calls that never came back, are left out.
func Calls(trace io.Reader) ([]Call, error) {
	lines := bufio.NewScanner(trace)
	lines.Buffer(make([]byte, 1<<20), longestLine)
	type begun struct {
		text string
		line int
	}
	open := map[string]begun{} // by thread
	var calls []Call
	for n := 0; lines.Scan(); n++ {
		thread, text, _ := strings.Cut(lines.Text(), " ")
		text = strings.TrimLeft(text, " ")
		began := n
		if rest, ok := strings.CutPrefix(text, "<... "); ok {
			_, tail, found := strings.Cut(rest, " resumed>")
			head, known := open[thread]
			if !found || !known {
				return nil, fmt.Errorf("line %d of the trace goes on with what did not begin: %.80s", n+1, text)
			}
			delete(open, thread)
			text, began = head.text+tail, head.line
		}
		if head, ok := strings.CutSuffix(text, " <unfinished ...>"); ok {
			open[thread] = begun{head, began}
			continue
		}
		call, ok, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("line %d of the trace: %w", n+1, err)
		}
		if ok {
			call.Began, call.Done = began, n
			calls = append(calls, call)
		}
	}
	return calls, lines.Err()
}

// parse takes a call apart; not ok where the line is of something else.
func parse(text string) (c Call, ok bool, err error) {
	if strings.HasPrefix(text, "+++") || strings.HasPrefix(text, "---") || strings.HasSuffix(text, " <detached ...>") {
		return c, false, nil
	}
	name, rest, found := strings.Cut(text, "(")
	args, rest, closed := enclosed(rest)
	result, ok := strings.CutPrefix(strings.TrimLeft(rest, " "), "= ")
	if !found || !closed || !ok {
		return c, false, fmt.Errorf("no call: %.20q…%q", text, text[max(0, len(text)-60):])
	}
	c = Call{Name: name, Args: args, Result: strings.TrimSpace(result)}
	c.Result, c.Injected = strings.CutSuffix(c.Result, " (INJECTED)")
	return c, !strings.HasPrefix(c.Result, "?"), nil
}

// enclosed splits what stands before the closing bracket of a call at its commas, and
// gives what follows.
func enclosed(text string) (list []string, rest string, closed bool) {
	depth, quoted, from := 0, false, 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == ')' && depth == 0:
			if last := strings.TrimSpace(text[from:i]); last != "" {
				list = append(list, last)
			}
			return list, text[i+1:], true
		case strings.IndexByte("([{<", c) >= 0:
			depth++
		case strings.IndexByte(")]}>", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			list = append(list, strings.TrimSpace(text[from:i]))
			from = i + 1
		}
	}
	return list, "", false
}

// number is the result of a call that succeeded.
func (c Call) number() (int64, bool) {
	text, _, _ := strings.Cut(c.Result, "<")
	text, _, _ = strings.Cut(text, " ")
	n, err := strconv.ParseInt(text, 0, 64)
	return n, err == nil && n >= 0
}

// arg is an argument, empty where there are not so many.
func (c Call) arg(n int) string {
	if n >= len(c.Args) {
		return ""
	}
	return c.Args[n]
}

// Descriptor takes "5</path>" apart. AT_FDCWD is descriptor -1.
func Descriptor(text string) (fd int, path string, err error) {
	number, rest, _ := strings.Cut(text, "<")
	fd = -1
	if number != "AT_FDCWD" {
		if fd, err = strconv.Atoi(number); err != nil {
			return 0, "", fmt.Errorf("no descriptor: %.80q", text)
		}
	}
	path, _, _ = strings.Cut(rest, ">")
	path, err = unescape(path)
	return fd, path, err
}

// Stream is what a call writes to: 1 for results, 2 for all else that is said, and 0 for
// neither. Programs have /dev/null and a pipe for these (Traced), and may write to them by
// other descriptors than 1 and 2.
func (c Call) Stream() int {
	fd, path, err := Descriptor(c.arg(0))
	switch {
	case err != nil || c.Name != "write":
		return 0
	case fd == 1 || path == os.DevNull:
		return 1
	case fd == 2 || strings.HasPrefix(path, "pipe:"):
		return 2
	}
	return 0
}

// bytesOf reads a text as strace quotes it. One that strace cut short is an error.
func bytesOf(text string) ([]byte, error) {
	inner, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return nil, fmt.Errorf("no text: %.80q", text)
	}
	inner, ok = strings.CutSuffix(inner, `"`)
	if !ok {
		return nil, fmt.Errorf("a text that was cut short: %.40q…", text)
	}
	s, err := unescape(inner)
	return []byte(s), err
}

// unescape reads \xNN, which is all that strace -xx writes, or leaves a text without it.
func unescape(text string) (string, error) {
	if !strings.Contains(text, `\`) {
		return text, nil
	}
	out := make([]byte, 0, len(text)/4)
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			out = append(out, text[i])
			i++
			continue
		}
		if i+4 > len(text) || text[i+1] != 'x' {
			return "", fmt.Errorf("a text that is not in hexadecimal: %.40q", text[i:])
		}
		hi, lo := nibble(text[i+2]), nibble(text[i+3])
		if hi > 15 || lo > 15 {
			return "", fmt.Errorf("a text that is not in hexadecimal: %.40q", text[i:])
		}
		out = append(out, hi<<4|lo)
		i += 4
	}
	return string(out), nil
}

func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}
