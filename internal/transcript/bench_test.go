package transcript_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-34ad0ce1/operator/internal/transcript"
	"github.com/seed-34ad0ce1/operator/pkg/operator"
)

// BenchmarkTenThousandMessages writes the transcript of a home with 10,000 messages
// and as many events, in each format.
func BenchmarkTenThousandMessages(b *testing.B) {
	told, f := sample()
	talk := &told.Conversations[0]
	talk.Messages = nil
	for i := range 10000 {
		body := strings.Repeat(fmt.Sprintf("Message %d says something of a usual length. ", i), 4)
		if i%50 == 0 {
			body += tongues
		}
		talk.Messages = append(talk.Messages, operator.Message{Ref: operator.MessageID(i + 1), Author: told.By, CreatedAt: at, Body: body})
		told.History = append(told.History, operator.HistoryEntry{
			Event: operator.Event{Seq: uint64(i), Actor: told.By, At: at, Hash: "0123456789abcdef"}, Text: "Maya sent a message to Ben and 2 others in C1",
		})
	}
	for _, format := range transcript.Formats() {
		b.Run(string(format), func(b *testing.B) {
			for b.Loop() {
				dir := filepath.Join(b.TempDir(), "out")
				made, err := transcript.Write(b.Context(), f, told, transcript.Options{Dir: dir, Formats: []transcript.Format{format}})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(made.Bytes)/1e6, "MB")
			}
		})
	}
}
