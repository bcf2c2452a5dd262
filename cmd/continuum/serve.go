package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"time"

	"continuum/internal/fault"
	"continuum/store"
	"continuum/warehouse"
	"continuum/web"
)

type serveCmd struct {
	placeArg
	dataFlag
	Addr string `help:"Address to listen on." default:"localhost:8080"`
	HL7  string `name:"hl7" help:"Take HL7 v2 messages (MLLP) at this address of the machine too, such as localhost:2575." placeholder:"ADDR"`
	reachFlags
	databaseFlag
}

// Run serves the pages until it is interrupted.
func (c serveCmd) Run(a *app) error {
	l, err := a.served(c.Place)
	if err != nil {
		return err
	}
	return a.serve(servedPlace{dir: c.dir(c.Place), database: c.databaseFlag, loaded: l, addr: c.Addr, hl7: c.HL7, reach: c.reachFlags}, func(url string) {
		a.line("Serving %s on %s (Ctrl-C stops it).", l.place.Name, url)
	})
}

// servedPlace is what is served, and where.
type servedPlace struct {
	loaded
	dir      warehouse.Dir
	database databaseFlag
	addr     string
	hl7      string // "": no messages are taken
	reach    reachFlags
	demo     bool // whoever opens the pages may sign in as one of the demo's people
}

// ballast is memory that is never touched and so costs nothing: beside it the heap
// of a quiet server grows further before it is collected, which takes a third of
// the time of answering small requests otherwise.
const ballast = 64 << 20

// serve listens and tells ready the address.
func (a *app) serve(s servedPlace, ready func(url string)) error {
	defer runtime.KeepAlive(make([]byte, ballast))
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) // for whoever waits for the disk or in the database's engine: a sixth more reads
	}
	builds, err := warehouse.Open(s.dir)
	if err != nil {
		return err
	}
	defer builds.Close()
	listener, at, err := s.reach.listen(a.ctx, s.addr, string(s.dir))
	if err != nil {
		return err
	}
	defer listener.Close()
	if missing := web.AssetsMissing(); missing != "" {
		a.line("%s", missing)
	}
	out := newGathered(a.err)
	defer out.close()
	logger := slog.New(slog.NewTextHandler(out, nil))
	db, err := store.Open(a.ctx, s.database.url(s.dir), recordSchemas()...)
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := a.faces(s, db, builds, at, logger)
	if err != nil {
		return err
	}
	defer all.end()
	go func() {
		if err := builds.Warm(a.ctx); err != nil && a.ctx.Err() == nil {
			logger.Warn("the build could not be read whole", "error", err)
		}
	}()
	ready(at.url)
	return a.until(web.Server(at.behind(all.handler)), listener)
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
