package app

import (
	"crypto/sha256"
	"io"
	"math/big"
	"strings"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// What secrets there are. A digest is of one kind: a code is never taken for a token.
const (
	tokenSecret = "operator token 1\n"
	codeSecret  = "operator login code 1\n"
)

// tokenPrefix begins every token, so that people and programs that look for leaked
// secrets know one when they see it.
const tokenPrefix = "optk_"

// The random bytes of a token and of a code, and how many digits of base 62 hold
// those of a token.
const (
	tokenSize   = 32
	tokenDigits = 43
	codeSize    = 10
)

// digestOf is what is kept of a secret. It is looked up as it is: secrets are random
// and long, so that nothing is gained by trying.
func digestOf(kind, secret string) []byte {
	sum := sha256.Sum256([]byte(kind + secret))
	return sum[:]
}

// newToken is a token as programs send it: the prefix, and 256 random bits in letters
// and digits, which a double click selects as one word.
func newToken(random io.Reader) (string, error) {
	raw, err := randomBytes(random, tokenSize)
	if err != nil {
		return "", err
	}
	digits := new(big.Int).SetBytes(raw).Text(62)
	return tokenPrefix + strings.Repeat("0", tokenDigits-len(digits)) + digits, nil
}

// codeLetters are the digits and letters that nobody takes for one another, of
// Crockford's base 32.
const codeLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newCode is a login code as people type it: 80 random bits as four times four
// letters.
func newCode(random io.Reader) (string, error) {
	raw, err := randomBytes(random, codeSize)
	if err != nil {
		return "", err
	}
	n := new(big.Int).SetBytes(raw)
	low, base := new(big.Int), big.NewInt(int64(len(codeLetters)))
	letters := make([]byte, 16)
	for i := range letters {
		n.DivMod(n, base, low)
		letters[i] = codeLetters[low.Int64()]
	}
	text := string(letters)
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-"), nil
}

// codeTyped is a code as somebody typed it, in the letters that it was made of:
// without regard to case and to what separates its parts, with an O for a zero and an
// I or an L for a one.
func codeTyped(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'O':
			return '0'
		case 'I', 'L':
			return '1'
		case '-', ' ', '\t':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(text)))
}

// once is an answer with secrets that are given this one time: what is kept of it
// with an idempotency key is without them.
type once[T any] struct {
	Shown   T `json:"shown"`
	secrets []string
}

// secret is the secret of an answer; empty in a dry run, and where the answer was
// given before.
func (o once[T]) secret() string {
	if len(o.secrets) == 0 {
		return ""
	}
	return o.secrets[0]
}

// give adds a secret to an answer, but in a dry run, where it is worth nothing.
func give[T any](s *session, to *once[T], secret string) {
	if !s.call.DryRun {
		to.secrets = append(to.secrets, secret)
	}
}

// checkNote refuses what a token cannot be noted as.
func checkNote(note string) error {
	if note == "" {
		return nil
	}
	return operator.CheckName("the note", note)
}
