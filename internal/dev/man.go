package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/seed-34ad0ce1/operator/internal/cli"
)

// man writes the manual into a folder: a page for every command and every topic.
// They bear the day that SOURCE_DATE_EPOCH names, or none, so that the same commit
// gives the same bytes (reproducible-builds.org/docs/source-date-epoch).
func man(_ context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("say where: go run ./internal/dev man DIR")
	}
	var day time.Time
	if text := os.Getenv("SOURCE_DATE_EPOCH"); text != "" {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
		}
		day = time.Unix(seconds, 0)
	}
	if err := os.MkdirAll(args[0], 0o755); err != nil {
		return err
	}
	for _, page := range cli.Manual(day) {
		if err := os.WriteFile(filepath.Join(args[0], page.File), []byte(page.Text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
