package app

import (
	"bytes"
	"slices"

	"github.com/seed-34ad0ce1/operator/internal/blob"
	"github.com/seed-34ad0ce1/operator/internal/store"
)

// onlyForAdmins are the tables whose rows can hold what is given once, as links that
// invite, and those that only an administrator may ask for: the addresses of webhooks,
// what was imported, and what is planned. An archive that an auditor makes has neither
// these nor the secrets: it is for reading, and cannot be imported.
func onlyForAdmins() []string {
	return []string{"requests", "webhooks", "imports", "import_parts", "mappings", "schedule", "stagings"}
}

// keeps says whether an archive has a row. That of an auditor has no updates that never
// were published: those are for who may post them.
func (o *rowWriter) keeps(row any) (bool, error) {
	if o.all.secrets != nil {
		return true, nil
	}
	var of store.PostID
	switch row := row.(type) {
	case store.Post:
		return !row.Published.IsZero(), nil
	case store.Update:
		of = row.Post
	case store.UpdateVersion:
		of = row.Post
	default:
		return true, nil
	}
	p, _, err := o.r.Post(of)
	return !p.Published.IsZero(), err
}

// note remembers the digests in a row of an auditor's archive, which has the files of its
// rows and no others.
func (o *rowWriter) note(line []byte) {
	if o.all.secrets != nil {
		return
	}
	if o.files == nil {
		o.files = map[string]bool{}
	}
	for text := range bytes.SplitSeq(line, []byte{'"'}) {
		if len(text) == 2*len(blob.Sum{}) && !slices.ContainsFunc(text, func(b byte) bool { return (b < '0' || b > '9') && (b < 'a' || b > 'f') }) {
			o.files[string(text)] = true
		}
	}
}

// names says whether a file belongs to the archive.
func (o *rowWriter) names(sum blob.Sum) bool { return o.all.secrets != nil || o.files[sum.String()] }
