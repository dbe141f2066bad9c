package operator

import (
	"context"
	"io"
)

// Position is a place on earth that a photo or a video carries.
type Position struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Upload is a file that was kept, ready to be attached by the person who
// uploaded it. The ticket says so: a message that names a file without the
// uploader's ticket is refused, so that knowing a file's hash opens nothing.
type Upload struct {
	SHA256    string    `json:"sha256"`
	Size      int64     `json:"size"`
	MediaType string    `json:"media_type"` // from the content, not from the name
	Width     *int      `json:"width"`
	Height    *int      `json:"height"`
	Duration  *float64  `json:"duration"`
	Position  *Position `json:"position"` // where the file says it was taken, or said
	// PositionRemoved says that the file that was kept does not say it any more.
	PositionRemoved bool   `json:"position_removed"`
	Ticket          string `json:"ticket"`
}

// PutFileRequest uploads one file of at most MaxAttachment bytes, or a video for
// an update of at most MaxVideo. Empty is said when a file without any bytes is
// meant.
type PutFileRequest struct {
	Name    string    `json:"name"`
	Empty   bool      `json:"empty,omitempty"`
	Update  bool      `json:"update,omitempty"` // it is for an update
	Content io.Reader `json:"-"`
}

// OpenFileRequest names an attachment by its message and its index from 1.
type OpenFileRequest struct {
	Message Ref `json:"message"`
	Index   int `json:"index"`
}

// OpenedFile is an attachment with its content, which the caller closes.
type OpenedFile struct {
	Attachment Attachment
	Content    io.ReadSeekCloser
}

// Files is the files of messages.
type Files interface {
	// PutFile keeps a file. In a dry run it only looks at it. What no message
	// names within BlobGrace is swept. Where somebody has MaxUploads of these, or
	// MaxUploadBytes in them, it is Busy, reason "too_many_uploads", with RetryAfter.
	PutFile(context.Context, PutFileRequest) (Upload, error)
	OpenFile(context.Context, OpenFileRequest) (OpenedFile, error)
}
