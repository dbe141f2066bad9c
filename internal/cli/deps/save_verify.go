package deps

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// verified is a file on its way out. It ends with its context, and fails at its
// end where the bytes are not those that were sent.
type verified struct {
	ctx  context.Context // Read takes none
	file operator.Attachment
	r    io.Reader
	sum  hash.Hash
}

var _ io.Reader = verified{}

func verify(ctx context.Context, file operator.Attachment, r io.Reader) verified {
	return verified{ctx, file, r, sha256.New()}
}

func (v verified) Read(p []byte) (int, error) {
	if err := v.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := v.r.Read(p)
	v.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(v.sum.Sum(nil)) != v.file.SHA256 {
		return n, operator.Errorf(operator.IO, "%s is damaged in the store: its bytes are not those that were sent", v.file.Name).
			WithHint("operator check --read-data").Reason("blob_damaged").With("sha256", v.file.SHA256)
	}
	return n, err
}
