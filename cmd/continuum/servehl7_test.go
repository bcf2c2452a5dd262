package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// port NAME... finds ports of this machine that nobody uses.
func port(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: port NAME...")
	}
	for _, name := range args {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		defer l.Close() // so that no two are the same
		ts.Setenv(name, fmt.Sprint(l.Addr().(*net.TCPAddr).Port))
	}
}

// sendHL7, as hl7 PORT FILE... sends the messages of files, one line a segment and an empty line
// between messages, over one connection (MLLP), and writes the answers.
func sendHL7(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: hl7 PORT FILE...")
	}
	c := called(ts, "127.0.0.1:"+args[0])
	defer c.Close()
	in := bufio.NewReader(c)
	for _, file := range args[1:] {
		for message := range strings.SplitSeq(strings.TrimSpace(ts.ReadFile(file)), "\n\n") {
			_, err := fmt.Fprintf(c, "\x0b%s\r\x1c\r", strings.ReplaceAll(message, "\n", "\r"))
			ts.Check(err)
			answer, err := in.ReadString('\x1c')
			ts.Check(err)
			_, err = io.WriteString(ts.Stdout(), strings.ReplaceAll(strings.Trim(answer, "\x0b\x1c\r"), "\r", "\n")+"\n")
			ts.Check(err)
		}
	}
}

// called connects as soon as the server listens.
func called(ts *testscript.TestScript, addr string) net.Conn {
	for range 400 {
		if c, err := net.Dial("tcp", addr); err == nil {
			ts.Check(c.SetDeadline(time.Now().Add(time.Minute)))
			return c
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("nobody listens on %s", addr)
	return nil
}
