package config

import (
	"io"

	"github.com/goccy/go-yaml"
)

// Print writes the whole configuration in force as YAML. Secrets show as asterisks.
func (c *Config) Print(w io.Writer) error {
	return yaml.NewEncoder(w, yaml.Indent(2), yaml.IndentSequence(true)).Encode(c)
}
