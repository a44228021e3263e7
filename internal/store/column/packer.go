package column

import "github.com/klauspost/compress/zstd"

// maxBody bounds what a stored body may unpack to; the fetcher's own limit is far below.
const maxBody = 256 << 20

// packWindow is how far back packing looks for what repeats. A page fits in whole; each encoder keeps twice as much in
// memory for as long as the process lives, by default 8 MB.
const packWindow = 256 << 10

// Packer packs bodies and messages with zstd. It is safe for use by many goroutines.
type Packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// NewPacker gives one, usable as long as the program runs.
func NewPacker() (*Packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(packWindow))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody))
	if err != nil {
		return nil, err
	}
	return &Packer{enc: enc, dec: dec}, nil
}

// Pack makes bytes ready to be bound: NULL for none.
func (p *Packer) Pack(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return p.enc.EncodeAll(b, nil)
}

// Unpack gives back the bytes that Pack was given.
func (p *Packer) Unpack(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return p.dec.DecodeAll(b, nil)
}
