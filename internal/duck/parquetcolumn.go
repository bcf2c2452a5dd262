package duck

import "github.com/klauspost/compress/zstd"

// pageSize is the size in bytes at which a page is ended.
const pageSize = 1 << 20

// columnWriter makes one column of a row group into pages.
type columnWriter struct {
	encoder encoder
	press   *zstd.Encoder

	valid []byte // a bit for each row of the page at hand
	rows  int    // of the page at hand
	nulls int

	pages []byte      // those ended, each behind its head
	chunk columnChunk // what is known of them
	plain []byte      // a page before it is compressed
	small []byte      // and after
}

// take takes the column of a block.
func (w *columnWriter) take(c *cells, rows int) {
	w.valid = append(w.valid, bytesOf(c.valid[:])[:(rows+7)/8]...)
	w.rows += rows
	w.nulls += c.missing(rows)
	w.encoder.add(c, rows)
	if w.encoder.size() >= pageSize {
		w.endPage()
	}
}

func (w *columnWriter) endPage() {
	if w.rows == 0 {
		return
	}
	w.plain = w.encoder.page(appendLevels(w.plain[:0], w.valid, w.rows, w.nulls))
	w.small = w.press.EncodeAll(w.plain, w.small[:0])
	encoding := encodingPlain
	if n, _ := w.encoder.dictionary(); n > 0 {
		encoding = encodingPlaces
	}
	w.pages = w.append(w.pages, dataPage, w.rows, encoding)
	w.chunk.nulls += w.nulls
	w.valid, w.rows, w.nulls = w.valid[:0], 0, 0
}

// append appends the page that was compressed.
func (w *columnWriter) append(dst []byte, kind, values, encoding int) []byte {
	head := pageHead(kind, len(w.plain), len(w.small), values, encoding)
	w.chunk.full += int64(len(head) + len(w.plain))
	return append(append(dst, head...), w.small...)
}

// end appends all pages of the row group to dst and says where they lie in it.
func (w *columnWriter) end(dst []byte) ([]byte, columnChunk) {
	w.endPage()
	from := len(dst)
	w.chunk.words = -1
	if n, list := w.encoder.dictionary(); n > 0 {
		w.chunk.words = int64(from)
		w.plain = append(w.plain[:0], list...)
		w.small = w.press.EncodeAll(w.plain, w.small[:0])
		dst = w.append(dst, dictionary, n, encodingPlain)
	}
	w.chunk.data = int64(len(dst))
	dst = append(dst, w.pages...)
	w.chunk.size = int64(len(dst) - from)
	w.chunk.low, w.chunk.high = w.encoder.bounds()
	chunk := w.chunk
	w.pages, w.chunk = w.pages[:0], columnChunk{}
	w.encoder.begin()
	return dst, chunk
}

// pageHead is what stands before a page: its size before and after it was
// compressed, and how its values are encoded.
func pageHead(kind, full, size, values, encoding int) []byte {
	out := &compact{}
	out.open()
	out.int32(1, kind)
	out.int32(2, full)
	out.int32(3, size)
	if kind == dictionary {
		out.openField(7)
	} else {
		out.openField(5)
	}
	out.int32(1, values)
	out.int32(2, encoding)
	if kind == dataPage {
		out.int32(3, encodingLevels)
		out.int32(4, encodingLevels)
	}
	out.close()
	out.close()
	return out.out
}
