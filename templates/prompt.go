package templates

import (
	"embed"
	"fmt"
	"text/template"
)

//go:embed prompt/*.txt.tmpl
var promptFiles embed.FS

// Prompt gives the parsed prompt of the name, such as "summary_system": what a language model is told.
func Prompt(name string) (*template.Template, error) {
	file := name + ".txt.tmpl"
	t, err := template.New(file).Option("missingkey=error").ParseFS(promptFiles, "prompt/"+file)
	if err != nil {
		return nil, fmt.Errorf("parse prompt %s: %w", name, err)
	}
	return t, nil
}
