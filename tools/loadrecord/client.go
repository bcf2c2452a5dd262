package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"
)

// place is where a server listens and what its paths begin with.
type place struct {
	address string // 127.0.0.1:8080
	host    string // as the Host header says
	path    string // /fhir
	token   string // of whoever asks; "" nobody's
	some    bool   // who sees some of the people only
}

// placeOf reads a base address; only this machine's own will do.
func placeOf(base string) (place, error) {
	u, err := url.Parse(base)
	if err != nil {
		return place{}, err
	}
	host := u.Hostname()
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip := net.ParseIP(host)
	if u.Scheme != "http" || ip == nil || !ip.IsLoopback() || u.Port() == "" {
		return place{}, fmt.Errorf("%q: load goes to this machine alone, as http://127.0.0.1:PORT/PATH", base)
	}
	return place{net.JoinHostPort(host, u.Port()), u.Host, u.Path, os.Getenv("LOADRECORD_TOKEN"), false}, nil
}

// client is one connection, which stays open. Building requests by hand and
// reading answers into one buffer leaves the processors to the server.
type client struct {
	place
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	body []byte
}

// patience is how long one answer may take.
const patience = 5 * time.Minute

func (p place) client() *client { return &client{place: p} }

func (c *client) close() {
	if c.conn != nil {
		_ = c.conn.Close()
		c.conn = nil
	}
}

// get asks for a path after the base. The body is the client's and lasts until
// its next request.
func (c *client) get(path string) (status int, body []byte, err error) {
	return c.do("GET", path, nil)
}

func (c *client) do(method, path string, sent []byte) (status int, body []byte, err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial("tcp", c.address); err != nil {
			return 0, nil, err
		}
		c.in = bufio.NewReaderSize(c.conn, 1<<16)
	}
	b := append(c.out[:0], method...)
	b = append(append(append(append(b, ' '), c.path...), path...), " HTTP/1.1\r\nHost: "...)
	b = append(append(b, c.host...), "\r\nAccept: application/fhir+json\r\n"...)
	if c.token != "" {
		b = append(append(append(b, "Authorization: Bearer "...), c.token...), '\r', '\n')
	}
	if sent != nil {
		b = append(strconv.AppendInt(append(b, "Content-Type: application/fhir+json\r\nContent-Length: "...), int64(len(sent)), 10), '\r', '\n')
	}
	c.out = append(b, '\r', '\n')
	_ = c.conn.SetDeadline(time.Now().Add(patience))
	parts := net.Buffers{c.out, sent}
	if _, err = parts.WriteTo(c.conn); err == nil {
		status, err = c.answer()
	}
	if err != nil {
		c.close()
	}
	return status, c.body, err
}

// answer reads status, headers and body.
func (c *client) answer() (status int, err error) {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, errors.New("no status line")
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length, chunked, last := int64(-1), false, false
	for {
		if line, err = c.in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			length, err = strconv.ParseInt(string(value), 10, 64)
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = bytes.EqualFold(value, []byte("chunked"))
		case bytes.EqualFold(name, []byte("Connection")):
			last = bytes.EqualFold(value, []byte("close"))
		}
		if err != nil {
			return 0, err
		}
	}
	c.body = c.body[:0]
	switch {
	case status == 204 || status == 304:
	case chunked:
		err = c.chunks()
	case length >= 0:
		err = c.take(length)
	default:
		return 0, errors.New("an answer without a length")
	}
	if last {
		c.close()
	}
	return status, err
}

// take reads n more bytes of the body.
func (c *client) take(n int64) error {
	from := len(c.body)
	c.body = append(c.body, make([]byte, int(n))...)
	_, err := io.ReadFull(c.in, c.body[from:])
	return err
}

func (c *client) chunks() error {
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		if err := c.take(n); err != nil {
			return err
		}
		if _, err := c.in.Discard(2); err != nil || n == 0 {
			return err
		}
	}
}
