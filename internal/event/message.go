package event

import (
	"encoding/json"

	"github.com/seed-34ad0ce1/operator/internal/store"
)

// MessageContent is what the digest of an event about a message covers: its body
// and its files, as JSON. It stands in the message and its kept versions, and is
// not kept a second time.
func MessageContent(body string, files []store.Attachment) json.RawMessage {
	type file struct {
		Name string `json:"name"`
		Sum  []byte `json:"sum"`
	}
	content := struct {
		Body  string `json:"body"`
		Files []file `json:"files"`
	}{body, make([]file, 0, len(files))}
	for _, f := range files {
		content.Files = append(content.Files, file{f.Name, f.Sum})
	}
	raw, _ := json.Marshal(content) // plain data
	return raw
}

// UpdateContent is the same for an update: its title, its body and its files.
func UpdateContent(title, body string, files []store.Attachment) json.RawMessage {
	content := struct {
		Title   string          `json:"title"`
		Content json.RawMessage `json:"content"`
	}{title, MessageContent(body, files)}
	raw, _ := json.Marshal(content) // plain data
	return raw
}
