package pdf

import (
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// dict gives the dictionary at key of d, nil when there is none.
func (r *reader) dict(d types.Dict, key string) types.Dict {
	o, ok := d.Find(key)
	if !ok {
		return nil
	}
	out, err := r.file.DereferenceDict(o)
	if err != nil {
		return nil
	}
	return out
}

// array gives the array at key of d, nil when there is none.
func (r *reader) array(d types.Dict, key string) types.Array {
	o, ok := d.Find(key)
	if !ok {
		return nil
	}
	out, err := r.file.DereferenceArray(o)
	if err != nil {
		return nil
	}
	return out
}

// nameOf gives the name at key of d, "" when there is none.
func (r *reader) nameOf(d types.Dict, key string) string {
	o, ok := d.Find(key)
	if !ok {
		return ""
	}
	o, err := r.file.Dereference(o)
	if err != nil {
		return ""
	}
	n, _ := o.(types.Name)
	return n.Value()
}

// number gives the number at key of d.
func (r *reader) number(d types.Dict, key string) (float64, bool) {
	o, ok := d.Find(key)
	if !ok {
		return 0, false
	}
	return r.float(o)
}

// float gives a number.
func (r *reader) float(o types.Object) (float64, bool) {
	o, err := r.file.Dereference(o)
	if err != nil {
		return 0, false
	}
	switch n := o.(type) {
	case types.Integer:
		return float64(n.Value()), true
	case types.Float:
		return n.Value(), true
	}
	return 0, false
}

// content gives the operators of a page: one stream, or several that are read as one (7.8.2). A stream that cannot be
// decoded is left out.
func (r *reader) content(o types.Object) []byte {
	o, err := r.file.Dereference(o)
	if err != nil {
		return nil
	}
	parts, ok := o.(types.Array)
	if !ok {
		return r.stream(o)
	}
	var out []byte
	for _, part := range parts {
		out = append(append(out, r.stream(part)...), '\n')
		if len(out) > maxContent {
			break
		}
	}
	return out
}

// stream gives the decoded bytes of a stream, nil when it cannot be decoded.
func (r *reader) stream(o types.Object) []byte {
	sd, _, err := r.file.DereferenceStreamDict(o)
	if err != nil || sd == nil {
		return nil
	}
	return decode(sd)
}

// decode undoes the filters of a stream, up to maxContent.
func decode(sd *types.StreamDict) []byte {
	if sd.Content == nil {
		if err := sd.DecodeWithLimit(maxContent); err != nil {
			return nil
		}
	}
	return sd.Content
}
