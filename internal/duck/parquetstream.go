package duck

import (
	"context"
	"errors"
	"reflect"
	"unsafe"

	bindings "github.com/duckdb/duckdb-go-bindings"
	duckdb "github.com/duckdb/duckdb-go/v2"
	"github.com/duckdb/duckdb-go/v2/mapping"
)

// read hands the rows of a query to each, a chunk at a time, shown by b.
func (s *parquetSource) read(ctx context.Context, query string, b *Batch, each func() error) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return s.failed(ctx, err)
	}
	defer conn.Close()
	return conn.Raw(func(driver any) error {
		handle, err := handleOf(driver)
		if err != nil {
			return err
		}
		return s.stream(ctx, handle, query, b, each)
	})
}

// handleOf finds the engine's own connection in that of the bindings, which keep
// it to themselves; the type is checked, as in InPlace.
func handleOf(driver any) (mapping.Connection, error) {
	conn, ok := driver.(*duckdb.Conn)
	f, found := reflect.TypeFor[duckdb.Conn]().FieldByName("conn")
	if !ok || !found || f.Type != reflect.TypeFor[mapping.Connection]() {
		return mapping.Connection{}, errors.New("the engine's bindings have changed: their chunks cannot be read in place")
	}
	return *(*mapping.Connection)(unsafe.Add(unsafe.Pointer(conn), f.Offset)), nil
}

// stream runs a query and hands its chunks over as they come. The bindings' own
// results are whole in memory before the first row is seen.
func (s *parquetSource) stream(ctx context.Context, conn mapping.Connection, query string, b *Batch, each func() error) error {
	var statement mapping.PreparedStatement
	defer mapping.DestroyPrepare(&statement)
	if mapping.Prepare(conn, query, &statement) == mapping.StateError {
		return s.failed(ctx, errors.New(mapping.PrepareError(statement)))
	}
	var pending mapping.PendingResult
	defer mapping.DestroyPending(&pending)
	if bindings.PendingPreparedStreaming(statement, &pending) == mapping.StateError {
		return s.failed(ctx, errors.New(mapping.PendingError(pending)))
	}
	var result mapping.Result
	defer mapping.DestroyResult(&result)
	if mapping.ExecutePending(pending, &result) == mapping.StateError {
		return s.failed(ctx, errors.New(mapping.ResultError(&result)))
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk := mapping.FetchChunk(result)
		if chunk.Ptr == nil {
			break
		}
		b.show(chunk)
		err := each()
		b.first += int64(b.rows)
		mapping.DestroyDataChunk(&chunk)
		if err != nil {
			return err
		}
	}
	if reason := mapping.ResultError(&result); reason != "" {
		return s.failed(ctx, errors.New(reason))
	}
	return nil
}
