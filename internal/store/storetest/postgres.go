package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// errNone says that there is no PostgreSQL to test with.
var errNone = errors.New("no PostgreSQL: set TIDINGS_TEST_POSTGRES or install its server")

// cluster is a server to make databases in.
type cluster struct {
	dsn  string
	life io.Closer // the server lives until it is closed; referred to so that it is not collected
}

// server gives the one all tests of this binary share.
var server = sync.OnceValues(func() (cluster, error) {
	if dsn := os.Getenv("TIDINGS_TEST_POSTGRES"); dsn != "" {
		return cluster{dsn: dsn}, nil
	}
	return startCluster()
})

// PostgresDSN gives the name of a new, empty database, which is dropped when the test ends.
func PostgresDSN(t testing.TB) string {
	t.Helper()
	shared, err := server()
	switch {
	case errors.Is(err, errNone) && os.Getenv("TIDINGS_REQUIRE_POSTGRES") != "1":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	u, err := url.Parse(shared.dsn)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", shared.dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = fmt.Sprintf("/tidings_test_%d_%d", os.Getpid(), time.Now().UnixNano())
	name := strings.TrimPrefix(u.Path, "/")
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = admin.Close() // nothing is left to lose
	})
	return u.String()
}

// guard runs the server until its standard input ends, which it does when the test binary ends, however it ends; then
// it stops the server and removes the cluster.
const guard = `"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c max_connections=200 &
cat >/dev/null; kill -QUIT $!; wait; rm -rf "$2"`

// startCluster makes a cluster and starts its server on a socket in a temporary folder. The server refuses to run as
// root, so root has it run by an unprivileged account.
func startCluster() (cluster, error) {
	bin, err := binaries()
	if err != nil {
		return cluster{}, err
	}
	dir, err := os.MkdirTemp("", "tidings-pg-")
	if err != nil {
		return cluster{}, err
	}
	attr, err := unprivileged(dir)
	if err != nil {
		return cluster{}, err
	}
	create := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "tidings",
		"--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
	create.Dir, create.SysProcAttr = dir, attr
	if out, err := create.CombinedOutput(); err != nil {
		return cluster{}, fmt.Errorf("initdb: %w: %s", err, out)
	}
	run := exec.Command("/bin/sh", "-c", guard, "sh", bin, dir)
	run.Dir, run.SysProcAttr = dir, attr
	life, err := run.StdinPipe() // never closed by us
	if err != nil {
		return cluster{}, err
	}
	if err := run.Start(); err != nil {
		return cluster{}, err
	}
	dsn := "postgres:///postgres?" + url.Values{"host": {dir}, "user": {"tidings"}}.Encode()
	return cluster{dsn: dsn, life: life}, await(dsn)
}

// binaries gives the folder of the newest installed server.
func binaries() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errors.Join(errNone, err)
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// unprivileged gives dir to the account the server is to run as; nil when we are not root and run it ourselves.
func unprivileged(dir string) (*syscall.SysProcAttr, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		if account, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	attr := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
	return attr, os.Chown(dir, int(uid), int(gid))
}

// await returns once the server answers.
func await(dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was for asking only
	for end := time.Now().Add(30 * time.Second); ; {
		if err = db.Ping(); err == nil || time.Now().After(end) {
			return err
		}
		time.Sleep(20 * time.Millisecond) // a server says nothing when it is ready; ask again
	}
}
