package record

import (
	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// packer compresses contents. Any number of goroutines may use it.
type packer struct {
	in  *zstd.Encoder
	out *zstd.Decoder
}

// largestContent bounds what a damaged content can grow to.
const largestContent = 256 << 20

func newPacker() (*packer, error) {
	in, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true), zstd.WithWindowSize(1<<17))
	if err != nil {
		return nil, fault.Wrap(err, "preparing to compress")
	}
	out, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(largestContent))
	return &packer{in, out}, fault.Wrap(err, "preparing to decompress")
}

func (p *packer) pack(content []byte) []byte {
	return p.in.EncodeAll(content, make([]byte, 0, len(content)/3))
}

func (p *packer) unpack(packed []byte) ([]byte, error) {
	content, err := p.out.DecodeAll(packed, nil)
	return content, fault.Wrap(err, "reading the content of a resource")
}
