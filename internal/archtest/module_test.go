package archtest

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the name all our import paths begin with.
const module = "tidings"

// pkg is one package without its tests.
type pkg struct {
	dir     string // from the root of the module, with slashes: "internal/store"
	files   map[string]*ast.File
	imports map[string]bool
}

// ours gives the packages of the module that p imports, by folder.
func (p *pkg) ours() []string {
	var out []string
	for path := range p.imports {
		if dir, ok := strings.CutPrefix(path, module+"/"); ok {
			out = append(out, dir)
		}
	}
	slices.Sort(out)
	return out
}

// command reports whether p is a program.
func (p *pkg) command() bool {
	for _, file := range p.files {
		return file.Name.Name == "main"
	}
	return false
}

// under reports whether p is dir or below it.
func (p *pkg) under(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return p.dir == d || strings.HasPrefix(p.dir, d+"/") })
}

// load parses every package of the module, tests left out. depspin only keeps modules in go.mod and is no part of the
// house.
func load(t *testing.T) (map[string]*pkg, *token.FileSet) {
	t.Helper()
	root := filepath.Join("..", "..")
	set, all := token.NewFileSet(), map[string]*pkg{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			hidden := name != "." && strings.HasPrefix(d.Name(), ".")
			if hidden || d.Name() == "testdata" || d.Name() == "depspin" {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir, base := filepath.Split(filepath.Join(root, name))
		if built, err := build.Default.MatchFile(dir, base); err != nil || !built { // "//go:build ignore"
			return err
		}
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		return enter(all, name, file)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, set
}

// enter adds a file to its package.
func enter(all map[string]*pkg, name string, file *ast.File) error {
	dir := path.Dir(name)
	p := all[dir]
	if p == nil {
		p = &pkg{dir: dir, files: map[string]*ast.File{}, imports: map[string]bool{}}
		all[dir] = p
	}
	p.files[name] = file
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		p.imports[imported] = true
	}
	return nil
}

// calls gives the places where pkgName.fn is named in p, such as time.Now, whether called or handed on.
func (p *pkg) calls(set *token.FileSet, pkgName string, fns ...string) []token.Position {
	var out []token.Position
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(fns, s.Sel.Name) {
				return true
			}
			if x, ok := s.X.(*ast.Ident); ok && x.Name == pkgName && x.Obj == nil {
				out = append(out, set.Position(s.Pos()))
			}
			return true
		})
	}
	return out
}
