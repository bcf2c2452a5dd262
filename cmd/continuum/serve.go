package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"

	"continuum/internal/edge"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/source"
	"continuum/warehouse"
	"continuum/web"
)

type serveCmd struct {
	placeArg
	dataFlag
	Addr string `help:"Address to listen on; this machine only until sign-in is set up." default:"localhost:8080"`
	HL7  string `name:"hl7" help:"Take HL7 v2 messages (MLLP) at this address too, such as localhost:2575." placeholder:"ADDR"`
	databaseFlag
}

// Run serves the pages until it is interrupted.
func (c serveCmd) Run(a *app) error {
	l, err := a.served(c.Place)
	if err != nil {
		return err
	}
	return a.serve(servedPlace{c.dir(c.Place), c.databaseFlag, l.place, l.feeds, c.Addr, c.HL7}, func(url string) {
		a.line("Serving %s on %s (Ctrl-C stops it).", l.place.Name, url)
	})
}

// servedPlace is what is served, and where.
type servedPlace struct {
	dir      warehouse.Dir
	database databaseFlag
	place    *place.Place
	feeds    []source.Feed
	addr     string
	hl7      string // "": no messages are taken
}

// ballast is memory that is never touched and so costs nothing: beside it the heap
// of a quiet server grows further before it is collected, which takes a third of
// the time of answering small requests otherwise.
const ballast = 64 << 20

// serve listens on the loopback and tells ready the address.
func (a *app) serve(s servedPlace, ready func(url string)) error {
	defer runtime.KeepAlive(make([]byte, ballast))
	live, err := warehouse.Open(s.dir)
	if err != nil {
		return err
	}
	defer live.Close()
	listener, err := listenHere(a.ctx, "--addr", s.addr)
	if err != nil {
		return err
	}
	if missing := web.AssetsMissing(); missing != "" {
		a.line("%s", missing)
	}
	logger := slog.New(slog.NewTextHandler(a.err, nil))
	url := "http://" + shown(s.addr, listener)
	kept, err := a.openRecord(s, live, url+fhirPath, logger)
	if err != nil {
		return err
	}
	defer kept.db.Close()
	end, err := a.takeMessages(s, kept.db, kept.record, logger)
	if err != nil {
		return err
	}
	defer end()
	go func() {
		if err := live.Warm(a.ctx); err != nil && a.ctx.Err() == nil {
			logger.Warn("the build could not be read whole", "error", err)
		}
	}()
	pages := web.Handler(live, web.Options{PlaceName: s.place.Name, Live: kept, Now: time.Now, Logger: logger})
	all := http.NewServeMux()
	all.Handle("/", pages)
	all.Handle(fhirPath+"/", http.StripPrefix(fhirPath, kept.api))
	all.Handle(fhirPath, atRoot(kept.api)) // where bundles are sent
	ready(url)
	return a.until(web.Server(all), listener)
}

// until serves until the context ends, then lets requests finish.
func (a *app) until(server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return fault.Wrap(err, "serving")
	case <-a.ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(a.ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(err, "stopping")
	}
	return nil
}

// listenHere refuses any address but this machine's own: nobody has signed in.
func listenHere(ctx context.Context, flag, addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: flag, Value: addr, Reason: "not an address", Err: err, Fix: "write it as localhost:8080"}
	}
	if !edge.Loopback(host) {
		return nil, &fault.Error{
			Code: fault.Denied, Column: flag, Value: addr, Reason: "people's records may be served to this machine only: there is no sign-in yet",
			Fix: "use localhost, 127.0.0.1 or [::1]",
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, Column: flag, Value: addr, Reason: "cannot listen", Err: err, Fix: "stop what uses the port, or choose another with " + flag}
	}
	if tcp, ok := l.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		_ = l.Close()
		return nil, &fault.Error{Code: fault.Denied, Column: flag, Value: addr, Reason: "this name does not lead to this machine", Fix: "use 127.0.0.1"}
	}
	return l, nil
}

// shown is the address to open: the host as asked and the port as given.
func shown(addr string, l net.Listener) string {
	host, _, _ := net.SplitHostPort(addr)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return net.JoinHostPort(host, port)
}
