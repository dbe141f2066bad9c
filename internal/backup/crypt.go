package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
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
	keys, err := age.ParseIdentities(bytes.NewReader(identities))
	if err != nil {
		// age says which line; it never repeats what is in it.
		return nil, true, operator.Wrap(operator.Invalid, err, "the file of identities cannot be read").
			WithHint("it has lines that begin with AGE-SECRET-KEY-1, as age-keygen writes them").Reason("bad_identity")
	}
	from := io.Reader(in)
	if armored {
		from = armor.NewReader(in)
	}
	out, err := age.Decrypt(from, keys...)
	if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
		return nil, true, operator.Errorf(operator.Denied, "no key in the file of identities opens this backup").
			WithHint("use the key whose recipient was given to operator backup --age-recipient").Reason("wrong_identity")
	}
	if err != nil {
		return nil, true, damaged("%s", err.Error())
	}
	return out, true, nil
}
