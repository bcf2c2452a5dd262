package audit

import (
	"bytes"
	"crypto/sha256"
	"math"
	"strings"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/mod/sumdb/tlog"

	"continuum/internal/fault"
)

// tile is a row of audit_tile: entries of which nothing will change any more.
type tile struct {
	tile, since, until           int64
	root, digest, numbers, leafs []byte
	body                         []byte // compressed
}

var tileColumns = []string{"tile", "since", "until", "root", "digest", "numbers", "hashes", "body"}

func (t *tile) row() []any {
	return []any{t.tile, t.since, t.until, t.root, t.digest, t.numbers, t.leafs, t.body}
}

func (t *tile) scan() []any {
	return []any{&t.tile, &t.since, &t.until, &t.root, &t.digest, &t.numbers, &t.leafs, &t.body}
}

// packer compresses the bodies of tiles.
type packer struct {
	in  *zstd.Encoder
	out *zstd.Decoder
}

// largestBody bounds what a damaged body can grow to.
const largestBody = 256 << 20

func newPacker() (*packer, error) {
	in, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false), zstd.WithWindowSize(1<<17))
	if err != nil {
		return nil, fault.Wrap(err, "preparing to compress")
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(largestBody), zstd.IgnoreChecksum(true))
	return &packer{in, out}, fault.Wrap(err, "preparing to decompress")
}

func (p *packer) pack(body []byte) []byte {
	return p.in.EncodeAll(body, make([]byte, 0, len(body)/4))
}

func (p *packer) unpack(to, packed []byte) ([]byte, error) {
	body, err := p.out.DecodeAll(packed, to[:0])
	return body, fault.Wrap(err, "reading packed audit entries")
}

// tileOf makes the tile with these entries, whose lines and hashes they are.
func (p *packer) tileOf(n int64, body, hashes []byte) (*tile, error) {
	t := &tile{tile: n, since: math.MaxInt64, until: math.MinInt64, leafs: hashes, body: p.pack(body)}
	var numbers []uint32
	for line := range strings.Lines(string(body)) {
		_, at, more, ok := skim(line[:len(line)-1], numbers)
		if !ok {
			return nil, damaged()
		}
		numbers = more
		t.since, t.until = min(t.since, at), max(t.until, at)
	}
	t.numbers = packNumbers(numbers)
	leafs, err := unpackHashes(hashes)
	if err != nil {
		return nil, err
	}
	root, digest := fold(leafs), sha256.Sum256(t.body)
	t.root, t.digest = root[:], digest[:]
	return t, nil
}

// hashed tells whether lines are as many as hashes, and each has its own.
func hashed(body, hashes []byte) bool {
	var scratch []byte
	for line := range bytes.Lines(body) {
		var leaf tlog.Hash
		leaf, scratch = leafHash(scratch, bytes.TrimSuffix(line, []byte("\n")))
		if len(hashes) < tlog.HashSize || !bytes.Equal(leaf[:], hashes[:tlog.HashSize]) {
			return false
		}
		hashes = hashes[tlog.HashSize:]
	}
	return len(hashes) == 0
}
