package jobs

import (
	"context"
	"log/slog"
)

// quiet passes on what the job queue has to say from warnings on: its own life is nothing an operator reads.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

// queueLog is the log handed to River.
func queueLog(log *slog.Logger) *slog.Logger { return slog.New(quiet{log.Handler()}) }
