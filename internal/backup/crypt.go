package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"math"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// Recipients are whom a backup is encrypted for; none for one that is not.
type Recipients struct{ list []age.Recipient }

// ParseRecipients reads age recipients, as "age1…".
func ParseRecipients(texts []string) (Recipients, error) {
	var to Recipients
	if len(texts) > maxRecipients {
		return to, operator.Errorf(operator.Invalid, "%d recipients are too many: at most %d", len(texts), maxRecipients).Reason("too_many")
	}
	for _, text := range texts {
		one, err := age.ParseX25519Recipient(strings.TrimSpace(text))
		if err != nil {
			hint := "a recipient begins with age1: see age-keygen -y FILE"
			if strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), "AGE-SECRET-KEY-") {
				// Not repeated: an error may end up in a log.
				return to, operator.Errorf(operator.Invalid, "that is a secret key, which opens backups, and not a recipient").
					WithHint("%s", hint).Reason("bad_recipient")
			}
			return to, operator.Errorf(operator.Invalid, "%q is no age recipient", text).WithHint("%s", hint).Reason("bad_recipient")
		}
		to.list = append(to.list, one)
	}
	return to, nil
}

// None says that nothing is to be encrypted.
func (r Recipients) None() bool { return len(r.list) == 0 }

// plain is a writer that is closed by others.
type plain struct{ io.Writer }

func (plain) Close() error { return nil }

func (r Recipients) encrypt(out io.Writer) (io.WriteCloser, error) {
	if r.None() {
		return plain{out}, nil
	}
	return age.Encrypt(out, r.list...)
}

// The beginnings of encrypted backups. The second is what age -a writes.
const (
	cryptBegins   = "age-encryption.org/"
	armoredBegins = "-----BEGIN AGE ENCRYPTED FILE-----"
)

// maxRecipients is how many may open a backup, which is far less than its header holds.
const maxRecipients = 1000

// maxHeader is how much of a backup is read to learn who can open it: a recipient takes
// some hundred bytes. age reads it into memory, and tries each of them.
const maxHeader = 1 << 20

// header is a reader that ends where the header of a backup has to be over.
type header struct {
	in   io.Reader
	left int64
}

func (h *header) Read(p []byte) (int, error) {
	if h.left == 0 {
		return 0, io.EOF
	}
	n, err := h.in.Read(p[:min(int64(len(p)), h.left)])
	h.left -= int64(n)
	return n, err
}

// decrypted reads a backup that may be encrypted. identities is the text of a file of
// age identities, or empty. It says whether the backup was encrypted.
func decrypted(r io.Reader, identities []byte) (io.Reader, bool, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(len(armoredBegins))
	armored := string(head) == armoredBegins
	if !armored && !bytes.HasPrefix(head, []byte(cryptBegins)) {
		return in, false, nil
	}
	if len(identities) == 0 {
		return nil, true, operator.Errorf(operator.Usage, "the backup is encrypted, and there is no key to open it with").
			WithHint("name the file with the key: --age-identity FILE").Reason("encrypted")
	}
	if bytes.HasPrefix(identities, []byte(cryptBegins)) || bytes.HasPrefix(identities, []byte(armoredBegins)) {
		return nil, true, operator.Errorf(operator.Invalid, "the file of identities is encrypted itself, with a passphrase").
			WithHint("decrypt it first, to a file that nobody else can read: umask 077; age -d FILE > key.txt").Reason("bad_identity")
	}
	keys, err := age.ParseIdentities(bytes.NewReader(identities))
	if err != nil {
		// age says which line; it never repeats what is in it.
		return nil, true, operator.Wrap(operator.Invalid, err, "the file of identities cannot be read").
			WithHint("it has lines that begin with AGE-SECRET-KEY-1, as age-keygen writes them").Reason("bad_identity")
	}
	top := &header{in: in, left: maxHeader}
	from := io.Reader(top)
	if armored {
		from = armor.NewReader(top)
	}
	out, err := age.Decrypt(from, keys...)
	if top.left == 0 {
		return nil, true, damaged("what is to say who can open it has no end within %d MiB", maxHeader>>20)
	}
	top.left = math.MaxInt64
	if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
		return nil, true, operator.Errorf(operator.Denied, "no key in the file of identities opens this backup").
			WithHint("use the key whose recipient was given to operator backup --age-recipient").Reason("wrong_identity")
	}
	if err != nil {
		return nil, true, damaged("%s", err.Error())
	}
	return out, true, nil
}
