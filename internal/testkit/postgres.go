package testkit

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Postgres starts a private PostgreSQL server on a loopback port for one test
// and gives its URL; server and data go when the test ends. The test is skipped
// where PostgreSQL is not installed, unless CONTINUUM_POSTGRES=required.
func Postgres(t testing.TB) (url string) {
	t.Helper()
	return StartPostgres(t).URL
}

// PostgresServer is a private server that a test may also kill and start again.
type PostgresServer struct {
	URL string

	t        testing.TB
	bin, dir string
	as       *syscall.SysProcAttr
	port     int
	process  *exec.Cmd
	ended    chan struct{} // closed when the process has
}

// StartPostgres is Postgres for a test that also wants to end the server.
func StartPostgres(t testing.TB) *PostgresServer {
	t.Helper()
	bin := postgresBin()
	if bin == "" {
		if os.Getenv("CONTINUUM_POSTGRES") == "required" {
			t.Fatal("PostgreSQL is not installed; run `make test-tools`")
		}
		t.Skip("PostgreSQL is not installed; `make test-tools` installs it")
	}
	dir, err := os.MkdirTemp("", "continuum-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &PostgresServer{t: t, bin: bin, dir: dir, as: serverUser(t, dir), port: freePort(t)}
	run(t, s.as, filepath.Join(bin, "initdb"), "-D", s.data(), "-U", "continuum", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	s.URL = fmt.Sprintf("postgres://continuum@127.0.0.1:%d/postgres", s.port)
	s.start()
	t.Cleanup(func() { s.end(syscall.SIGINT) }) // fast shutdown
	ready(t, filepath.Join(bin, "psql"), s.URL)
	return s
}

func (s *PostgresServer) data() string { return filepath.Join(s.dir, "data") }

func (s *PostgresServer) start() {
	s.t.Helper()
	s.process = exec.Command(filepath.Join(s.bin, "postgres"), "-D", s.data(), "-p", strconv.Itoa(s.port), "-k", s.dir, "-h", "127.0.0.1", "-F")
	s.process.SysProcAttr = s.as
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	process, ended := s.process, make(chan struct{})
	s.ended = ended
	go func() {
		defer close(ended)
		_ = process.Wait() // how it ended is the test's affair
	}()
}

func (s *PostgresServer) end(how syscall.Signal) {
	_ = s.process.Process.Signal(how)
	<-s.ended
}

// Crash ends the server at once: by SIGKILL, or by SIGQUIT, which is its own
// immediate shutdown. Start brings it back.
func (s *PostgresServer) Crash(how syscall.Signal) { s.end(how) }

// Start starts a server that crashed, which recovers. What a killed one left running
// may hold its memory for a moment.
func (s *PostgresServer) Start() {
	s.t.Helper()
	for range 100 {
		s.start()
		if s.answers() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatal("PostgreSQL does not come back")
}

// answers waits until the server answers; false where it ended instead.
func (s *PostgresServer) answers() bool {
	for range 400 {
		if exec.Command(filepath.Join(s.bin, "psql"), "-At", "-c", "SELECT 1", s.URL).Run() == nil {
			return true
		}
		select {
		case <-s.ended:
			return false
		case <-time.After(50 * time.Millisecond):
		}
	}
	return false
}

// postgresBin finds the newest server Debian installed.
func postgresBin() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	sort.Strings(found)
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

// serverUser is the account the server runs as: PostgreSQL refuses to run as root.
func serverUser(t testing.TB, dir string) *syscall.SysProcAttr {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		t.Fatal(err)
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

func run(t testing.TB, as *syscall.SysProcAttr, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.SysProcAttr = as
	cmd.Dir = "/"
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// ready waits until the server answers.
func ready(t testing.TB, psql, url string) {
	t.Helper()
	var last []byte
	for range 100 {
		out, err := exec.Command(psql, "-At", "-c", "SELECT 1", url).CombinedOutput()
		if err == nil {
			return
		}
		last = out
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("PostgreSQL does not answer: %s", last)
}
