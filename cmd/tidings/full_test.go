//go:build linux

package main

import (
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// fills is how often the disk fills up.
const fills = 6

// TestAFullDiskLosesNothingAndDoublesNothing takes away the daemon's room to write again and again, half of the times
// while a mail is being handed over, gives it back, and lets the daemon come to rest. The file system itself refuses:
// by the limit of a process's file sizes, past which writes fail or come up short as on a full disk (EFBIG).
func TestAFullDiskLosesNothingAndDoublesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	t.Parallel()
	file := filepath.Join(t.TempDir(), "tidings.db")
	v := newVictim(t, fills, "sqlite://"+file)
	daemon := v.start()
	refused := 0
	for n := range fills {
		v.publish()
		select {
		case <-v.handing: // of the round before
		default:
		}
		v.due()
		patience := time.Second
		if n%2 == 0 {
			patience = 8 * time.Second
		}
		select {
		case <-v.handing:
		case <-time.After(patience):
		}
		refused += v.fill(daemon, file)
	}
	if refused == 0 {
		t.Errorf("nothing was refused in %d fills:\n%s", fills, tail(v.log.String(), 20))
	}
	v.ok(daemon.Process.Signal(syscall.SIGTERM))
	if err := daemon.Wait(); err != nil {
		t.Errorf("a full disk ended the daemon: %v\n%s", err, tail(v.log.String(), 20))
	}
	v.comeToRest()
	v.checkArticles()
	v.checkStories()
	v.checkDeliveries()
}

// fill lets no file of the daemon grow for a second, somewhere inside what it would write next, and gives how many of
// its steps failed for that.
func (v *victim) fill(daemon *exec.Cmd, file string) int {
	v.Helper()
	before := len(v.log.String())
	room := int64(0) // nothing can be written: what the log of the database holds is written over, too
	if v.random.IntN(2) == 0 {
		log, err := os.Stat(file + "-wal")
		if !errors.Is(err, os.ErrNotExist) {
			v.ok(err)
			room = log.Size() + v.random.Int64N(32<<10)
		}
	}
	v.limit(daemon, uint64(room))
	<-time.After(time.Second)
	v.limit(daemon, math.MaxUint64)
	said := v.log.String()[before:]
	n := strings.Count(said, "disk")
	v.Logf("full at %d bytes, after %d mails: %d failures on record", room, v.box.Count(), n)
	return n
}

// limit sets how large a file the daemon may write, in bytes.
func (v *victim) limit(daemon *exec.Cmd, size uint64) {
	v.Helper()
	v.ok(unix.Prlimit(daemon.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: size, Max: math.MaxUint64}, nil))
}
