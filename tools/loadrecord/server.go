package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is the one under load, started here or by another.
type server struct {
	cmd *exec.Cmd
	pid int
}

// mostStart is how long a server may take until it answers.
const mostStart = 5 * time.Minute

// started starts the server, where there is a command for it, and times how long
// it takes until it answers.
func started(ctx context.Context, o *options, p place, rep *report) (*server, error) {
	s := &server{pid: o.pid}
	if o.serve == "" {
		return s, nil
	}
	words := strings.Fields(o.serve)
	s.cmd = exec.Command(words[0], words[1:]...)
	s.cmd.Stderr, s.cmd.SysProcAttr = os.Stderr, &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if path := os.Getenv("LOADRECORD_LOG"); path != "" {
		log, err := os.Create(path)
		if err != nil {
			return nil, err
		}
		s.cmd.Stdout, s.cmd.Stderr = log, log
	}
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.pid = s.cmd.Process.Pid
	c := p.client()
	defer c.close()
	for {
		if status, _, err := c.get("/Patient?_count=1"); err == nil && status == 200 {
			break
		}
		if time.Since(begun) > mostStart || ctx.Err() != nil {
			s.stop()
			return nil, fmt.Errorf("the server did not answer within %s", mostStart)
		}
		time.Sleep(2 * time.Millisecond)
	}
	rep.number("start", "seconds until the first search is answered", time.Since(begun).Seconds())
	time.Sleep(5 * time.Second)
	rep.number("idle", "MB resident 5 s after the start", s.memory("VmRSS"))
	return s, nil
}

// stop ends the server and waits for its end.
func (s *server) stop() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	late := time.AfterFunc(30*time.Second, func() { _ = s.cmd.Process.Kill() })
	defer late.Stop()
	_ = s.cmd.Wait()
}

// memory gives a figure of the process's status in MB, 0 where there is none.
func (s *server) memory(name string) float64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name+":" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			if err == nil {
				return kib / 1024
			}
		}
	}
	return 0
}

// worked tells how much processor time the process has had, 0 where that is not
// known. It says more than the clock where other work shares the machine.
func (s *server) worked() time.Duration {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.pid), "stat"))
	if err != nil {
		return 0
	}
	const tick = 10 * time.Millisecond
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0
	}
	system, err := strconv.Atoi(fields[12])
	if err != nil {
		return 0
	}
	return time.Duration(user+system) * tick
}

// flushes tells how often a second a disk writes 4 KiB for good.
func flushes(folder string) (float64, error) {
	f, err := os.CreateTemp(folder, "loadrecord-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close(); _ = os.Remove(f.Name()) }()
	block, n := make([]byte, 4096), 0
	begun := time.Now()
	for ; time.Since(begun) < time.Second && n < 100_000; n++ {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}
