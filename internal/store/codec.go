package store

import "github.com/klauspost/compress/zstd"

// maxBody bounds what a stored body may unpack to; the fetcher's own limit is far below.
const maxBody = 256 << 20

// codec packs bodies and messages with zstd. It is safe for use by many goroutines.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

// pack gives NULL for no bytes.
func (c *codec) pack(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return c.enc.EncodeAll(b, nil)
}

func (c *codec) unpack(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, nil
	}
	return c.dec.DecodeAll(b, nil)
}
