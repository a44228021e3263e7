package config

import (
	"bytes"
	_ "embed"
	"os"
	"reflect"
	"strings"
)

//go:embed tidings.example.yaml
var example []byte

// Example gives the commented example file, which is also the default configuration.
func Example() []byte { return bytes.Clone(example) }

// Load reads the file at path ("" = only the defaults) and lets TIDINGS_… variables of the environment override it:
// TIDINGS_MAIL_SMTP_HOST sets mail.smtp.host, and TIDINGS_MAIL_SMTP_PASSWORD_FILE names a file that holds
// mail.smtp.password. Values are written as in YAML. The error, if any, is a [Problems] with everything wrong.
func Load(path string, environ []string) (*Config, error) {
	c := &Config{file: path, lines: map[string]int{}}
	defaults := decoder{file: "tidings.example.yaml", lines: map[string]int{}}
	defaults.decode(example, c)
	d := decoder{file: path, lines: c.lines}
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, Problems{{File: path, Text: "cannot read the configuration: " + err.Error()}}
		}
		d.decode(text, c)
	}
	d.problems = append(d.problems, applyEnv(c, environ)...)
	d.problems = append(d.problems, c.addCatalogue()...)
	d.problems = append(d.problems, c.Validate()...)
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return c, nil
}

// applyEnv overrides every key that has its variable set.
func applyEnv(c *Config, environ []string) Problems {
	vars := map[string]string{}
	for _, kv := range environ {
		if k, v, ok := strings.Cut(kv, "="); ok && strings.HasPrefix(k, "TIDINGS_") {
			vars[k] = v
		}
	}
	var ps Problems
	overrideStruct(vars, "TIDINGS", reflect.ValueOf(c).Elem(), &ps)
	return ps
}

// overrideStruct sets the fields of v from the variables below prefix.
func overrideStruct(vars map[string]string, prefix string, v reflect.Value, ps *Problems) {
	for _, key := range keys(v.Type()) {
		name, f := prefix+"_"+strings.ToUpper(key), field(v, key)
		if f.Kind() == reflect.Struct {
			overrideStruct(vars, name, f, ps)
			continue
		}
		if file, ok := vars[name+"_FILE"]; ok && f.Type() == reflect.TypeFor[Secret]() {
			overrideSecret(name+"_FILE", file, f, ps)
		}
		if text, ok := vars[name]; ok {
			overrideValue(name, text, f, ps)
		}
	}
}

func overrideSecret(name, file string, f reflect.Value, ps *Problems) {
	secret, err := os.ReadFile(file)
	if err != nil {
		*ps = append(*ps, Problem{File: name, Text: "cannot read the secret: " + err.Error()})
		return
	}
	f.SetString(strings.TrimRight(string(secret), "\r\n"))
}

// overrideValue sets one field: text as it is, a sequence of texts also as a,b,c, everything else as YAML.
func overrideValue(name, text string, f reflect.Value, ps *Problems) {
	if f.Kind() == reflect.String {
		f.SetString(text)
		return
	}
	if f.Type() == reflect.TypeFor[[]string]() && !strings.HasPrefix(strings.TrimSpace(text), "[") {
		f.Set(reflect.ValueOf(splitComma(text)))
		return
	}
	d := decoder{file: name, lines: map[string]int{}}
	d.decode([]byte(text), f.Addr().Interface())
	for _, p := range d.problems {
		p.Line = 0 // a variable has none
		*ps = append(*ps, p)
	}
}

func splitComma(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
