package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"continuum/internal/fault"
)

func TestServeListensHereOnly(t *testing.T) {
	for addr, want := range map[string]fault.Code{
		"0.0.0.0:0": fault.Denied, ":0": fault.Denied, "[::]:0": fault.Denied, "192.168.1.10:0": fault.Denied, "10.0.0.1:8080": fault.Denied,
		"example.org:0": fault.Denied, "localhost.example.org:0": fault.Denied, "127.0.0.1.example.org:0": fault.Denied, "0:0": fault.Denied,
		"localhost": fault.Invalid, "": fault.Invalid, "127.0.0.1:http:x": fault.Invalid, "localhost:99999": fault.Unavailable,
	} {
		l, err := listenHere(context.Background(), "--addr", addr)
		if err == nil {
			l.Close()
		}
		if err == nil || fault.CodeOf(err) != want {
			t.Errorf("listening on %q gave %v, want %s", addr, err, want)
		}
	}
	for _, addr := range []string{"localhost:0", "127.0.0.1:0"} {
		l, err := listenHere(context.Background(), "--addr", addr)
		if err != nil {
			t.Errorf("listening on %q gave %v", addr, err)
			continue
		}
		l.Close()
	}
}

// A page of another site whose name was turned to this machine gets nothing.
func TestServeAnswersToItsOwnNamesOnly(t *testing.T) {
	dir := smallPlace(t)
	mustBuild(t, dir)
	url := serving(t, filepath.Join(dir, "place"))
	for host, want := range map[string]int{
		"": http.StatusOK, "localhost": http.StatusOK, "127.0.0.1:8080": http.StatusOK, "[::1]": http.StatusOK, "LOCALHOST:1": http.StatusOK,
		"evil.example": http.StatusMisdirectedRequest, "localhost.evil.example": http.StatusMisdirectedRequest, "192.168.1.10": http.StatusMisdirectedRequest,
		"0.0.0.0": http.StatusMisdirectedRequest, "127.0.0.1.evil.example": http.StatusMisdirectedRequest,
	} {
		if got := statusFor(t, url, host); got != want {
			t.Errorf("host %q got status %d, want %d", host, got, want)
		}
	}
}

func statusFor(t *testing.T, url, host string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode
}

// serving starts a server, gives its address and ends it with the test: an
// interrupted server ends well.
func serving(t *testing.T, place string) string {
	t.Helper()
	c := command(t, "serve", place, "--addr", "127.0.0.1:0")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGINT)
		stop := time.AfterFunc(20*time.Second, func() { _ = c.Process.Kill() })
		defer stop.Stop()
		if err := c.Wait(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); url != "" {
			return url
		}
	}
	t.Fatal("the server never said its address")
	return ""
}
