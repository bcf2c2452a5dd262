package duck

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// ParquetColumns names the columns of a Parquet file, in its order. Errors are as
// of ReadParquet.
func ParquetColumns(ctx context.Context, path string) ([]string, error) {
	s, err := openParquet(ctx, path)
	if err != nil {
		return nil, err
	}
	defer s.close()
	return s.names, nil
}

// ReadParquet hands the rows of a Parquet file to each, in the order of the file
// and as texts; no columns is all of them. Dates are written 2006-01-02, times
// 2006-01-02 15:04:05 with what there is of a second, truths true and false, and
// whole numbers in digits only. The memory it takes does not grow with the file; a
// text or a list of texts longer than 1 MiB is refused. In another nested type that
// is not seen.
//
// The error is the first of each, that of ctx, or a fault: NotFound, Denied or
// Unavailable for a file that cannot be opened, Invalid for one that is no sound
// Parquet file, lacks a column or has a text that is too long.
func ReadParquet(ctx context.Context, path string, columns []string, each func(b *Batch) error) error {
	return ReadParquetLanes(ctx, path, columns, 1, func(_ int, b *Batch) error { return each(b) })
}

// ReadParquetLanes is ReadParquet in so many goroutines: each lane has rows that
// follow one another, all of lane 0 before those of lane 1 and so on. A file is
// divided between its row groups, so that some lanes get nothing where those are
// few.
func ReadParquetLanes(ctx context.Context, path string, columns []string, lanes int, each func(lane int, b *Batch) error) error {
	s, err := openParquet(ctx, path)
	if err != nil {
		return err
	}
	defer s.close()
	texts, err := s.texts(columns)
	if err != nil {
		return err
	}
	stretches, err := s.divide(ctx, lanes)
	if err != nil {
		return err
	}
	work, ctx := errgroup.WithContext(ctx)
	for lane, part := range stretches {
		work.Go(func() error {
			return s.rows(ctx, texts, part, func(b *Batch) error { return each(lane, b) })
		})
	}
	return work.Wait()
}
