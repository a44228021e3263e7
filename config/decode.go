package config

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Problem is one mistake in the configuration.
type Problem struct {
	File string // file, or the environment variable's name
	Line int    // 0 when it has none
	Path string // dotted path of the key
	Text string // what is wrong and what to do
}

// Error gives "file:line: path: text".
func (p Problem) Error() string {
	where := p.File
	if p.Line > 0 {
		where = fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	if p.Path == "" {
		return where + ": " + p.Text
	}
	return where + ": " + p.Path + ": " + p.Text
}

// Problems is all that is wrong, in the order of the file.
type Problems []Problem

// Error gives one problem a line.
func (ps Problems) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "configuration: %d problem(s)", len(ps))
	for _, p := range ps {
		b.WriteString("\n  " + p.Error())
	}
	return b.String()
}

// decoder lays a YAML document over a value and goes on after a mistake, so that all are named at once.
type decoder struct {
	file     string
	lines    map[string]int
	problems Problems
}

// decode lays text over what into points to.
func (d *decoder) decode(text []byte, into any) {
	f, err := parse(text)
	if err != nil {
		d.syntax(err)
		return
	}
	for _, doc := range f.Docs {
		if doc.Body != nil {
			d.node(doc.Body, reflect.ValueOf(into).Elem(), "")
		}
	}
}

// parse reads YAML, with or without the mark that some editors of Windows begin a file with.
func parse(text []byte) (*ast.File, error) {
	return parser.ParseBytes(bytes.TrimPrefix(text, []byte("\ufeff")), 0)
}

// syntax records a YAML syntax error with its line.
func (d *decoder) syntax(err error) {
	p := Problem{File: d.file, Text: err.Error()}
	var ye yaml.Error
	if errors.As(err, &ye) {
		p.Text = "not valid YAML: " + ye.GetMessage()
		if t := ye.GetToken(); t != nil {
			p.Line = t.Position.Line
		}
	}
	d.problems = append(d.problems, p)
}

func (d *decoder) problem(n ast.Node, path, format string, args ...any) {
	d.problems = append(d.problems, Problem{
		File: d.file, Line: line(n), Path: path, Text: fmt.Sprintf(format, args...),
	})
}

// line gives the line a node stands on, 0 for one that was made up.
func line(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// node decodes n into v: mappings into structs and sequences into slices here, everything else by the library.
func (d *decoder) node(n ast.Node, v reflect.Value, path string) {
	if _, ok := d.lines[path]; !ok {
		d.lines[path] = line(n)
	}
	switch {
	case n.Type() == ast.NullType && v.Kind() == reflect.Struct:
		// a key whose own keys are all commented out says nothing
	case n.Type() == ast.NullType:
		v.SetZero()
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.node(n, v.Elem(), path)
	case v.Kind() == reflect.Struct:
		d.mapping(n, v, path)
	case v.Kind() == reflect.Slice:
		d.sequence(n, v, path)
	case v.Kind() == reflect.Map:
		d.table(n, v, path)
	default:
		d.scalar(n, v, path)
	}
}

// mapping reads a mapping into a struct. Keys that the struct has not are problems, each with its line.
func (d *decoder) mapping(n ast.Node, v reflect.Value, path string) {
	pairs, ok := pairsOf(n)
	if !ok {
		d.problem(n, path, "expected keys here, such as %s", strings.Join(keys(v.Type())[:1], ", "))
		return
	}
	for _, pair := range pairs {
		key := strings.Trim(pair.Key.String(), `"'`)
		at := join(path, key)
		d.lines[at] = line(pair.Key)
		d.pair(pair, key, at, v)
	}
}

// table decodes a mapping whose keys are for the operator to choose.
func (d *decoder) table(n ast.Node, v reflect.Value, path string) {
	pairs, ok := pairsOf(n)
	if !ok {
		d.problem(n, path, "expected keys with values here, such as {en: Huaibei}")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, pair := range pairs {
		key := strings.Trim(pair.Key.String(), `"'`)
		value := reflect.New(v.Type().Elem()).Elem()
		d.node(pair.Value, value, join(path, key))
		v.SetMapIndex(reflect.ValueOf(key), value)
	}
}

// pairsOf gives the pairs of a mapping; ok is false for what is none. The parser has a type of its own for one of a
// single pair.
func pairsOf(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

// pair decodes one key of a mapping; `x_file` reads the secret x from a file.
func (d *decoder) pair(pair *ast.MappingValueNode, key, at string, v reflect.Value) {
	if f := field(v, key); f.IsValid() {
		d.node(pair.Value, f, at)
		return
	}
	name, isFile := strings.CutSuffix(key, "_file")
	if f := field(v, name); isFile && f.IsValid() && f.Type() == reflect.TypeFor[Secret]() {
		d.secretFile(pair, f, at)
		return
	}
	d.problem(pair.Key, at, "unknown key%s", didYouMean(key, keys(v.Type())))
}

// secretFile reads a secret from the file a key like password_file names. What ends its last line is no part of it.
func (d *decoder) secretFile(pair *ast.MappingValueNode, f reflect.Value, at string) {
	var path string
	if err := yaml.NodeToValue(pair.Value, &path); err != nil || path == "" {
		d.problem(pair.Value, at, "expected the path of a file")
		return
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		d.problem(pair.Value, at, "cannot read the secret: %v", err)
		return
	}
	f.SetString(strings.TrimRight(string(secret), "\r\n"))
}

// sequence reads a sequence into a slice, in place of what the default has there.
func (d *decoder) sequence(n ast.Node, v reflect.Value, path string) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.problem(n, path, "expected a sequence, written as [a, b] or as lines that begin with -")
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(s.Values), len(s.Values)))
	for i, value := range s.Values {
		d.node(value, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// scalar reads one value by what it is to be: types that know how to read themselves do so, the others by YAML's own
// rules.
func (d *decoder) scalar(n ast.Node, v reflect.Value, path string) {
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if err := u.UnmarshalText([]byte(strings.Trim(n.String(), `"'`))); err != nil {
			d.problem(n, path, "%v", err)
		}
		return
	}
	switch n.Type() {
	case ast.MappingType, ast.MappingValueType, ast.SequenceType:
		d.problem(n, path, "expected %s, not a %s", kindName(v), strings.ToLower(n.Type().String()))
		return
	}
	if err := yaml.NodeToValue(n, v.Addr().Interface()); err != nil {
		d.problem(n, path, "expected %s, found %q", kindName(v), n.String())
	}
}

// kindName says in an operator's words what a value must be.
func kindName(v reflect.Value) string {
	if v.Type() == reflect.TypeFor[time.Duration]() {
		return "a duration such as 30s or 1h30m"
	}
	switch v.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	}
	return "text"
}

// field finds the struct field with the yaml key; the zero Value when there is none.
func field(v reflect.Value, key string) reflect.Value {
	t := v.Type()
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" && name == key {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// keys lists the yaml keys of a struct type.
func keys(t reflect.Type) []string {
	var out []string
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ","); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// didYouMean proposes the known key nearest to an unknown one, within a third of its letters.
func didYouMean(key string, known []string) string {
	best, at := "", len(key)/3+1
	for _, k := range known {
		if d := distance(key, k); d <= at && (best == "" || d < at) {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is the Levenshtein distance in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
