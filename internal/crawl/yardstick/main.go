// Command yardstick crawls one invented town after the other with tidings, with a bare colly loop, with colly and
// go-trafilatura, and with Scrapy where it is installed, all in one run on the same pages, and prints what each took as a
// ratio to colly with go-trafilatura. Only tidings keeps anything: pages, articles, fingerprints, stories, summaries.
//
// Usage: yardstick [-sites N] [-articles N] [-rounds N]. The towns are served by this process; every contender is a
// process of its own, run from this folder with `go run .`, whose processor time and memory are what the system says of it when it has ended.
package main

import (
	"bytes"
	"context"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"tidings/internal/sitetest"
)

//go:embed spider.py
var spider []byte

// size is how much is crawled.
type size struct{ sites, articles, rounds int }

func main() {
	if len(os.Args) > 2 && os.Args[1] == "contend" {
		exit(contend(os.Args[2], os.Args[3], os.Args[4:]))
	}
	var s size
	flag.IntVar(&s.sites, "sites", 12, "towns")
	flag.IntVar(&s.articles, "articles", 40, "articles of each")
	flag.IntVar(&s.rounds, "rounds", 3, "how often each contender runs; the median counts")
	flag.Parse()
	exit(measure(s))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "yardstick:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// contender is one way to crawl the towns.
type contender struct {
	name    string
	command func(round string) *exec.Cmd // in a folder of its own
	runs    []run
}

// run is what one process took.
type run struct {
	cpu, wall time.Duration
	peak      int64 // MB
	articles  string
}

// measure runs all contenders in turn and prints the table.
func measure(s size) error {
	dir, err := os.MkdirTemp("", "yardstick-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	towns, err := sitetest.Many(time.Now(), s.sites, s.articles)
	if err != nil {
		return err
	}
	server, err := sitetest.Start(towns...)
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // the process ends
	all, err := contenders(dir, towns)
	if err != nil {
		return err
	}
	for n := range s.rounds {
		for _, c := range all {
			if err := c.race(filepath.Join(dir, fmt.Sprintf("%d", n))); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	print(all, s)
	return nil
}

// race runs a contender once.
func (c *contender) race(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	cmd := c.command(folder)
	var out, trouble bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &trouble
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, trouble.String())
	}
	r := run{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: time.Since(began)}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		r.peak = usage.Maxrss >> 10
	}
	r.articles = count(out.String())
	c.runs = append(c.runs, r)
	return nil
}

// count reads the number a contender prints; of the lines tidings prints, it adds up the articles.
func count(out string) string {
	sum := 0
	for line := range strings.Lines(out) {
		var source, state string
		var links, fresh, n int
		if _, err := fmt.Sscanf(line, "%s %s %d links, %d new, %d articles", &source, &state, &links, &fresh, &n); err == nil {
			sum += n
		}
	}
	if sum > 0 {
		return fmt.Sprint(sum)
	}
	return strings.TrimSpace(out)
}

// contenders prepares all that can run here; the third is what the others are measured by.
func contenders(dir string, towns []*sitetest.Town) ([]*contender, error) {
	pages, config, starts, err := write(dir, towns)
	if err != nil {
		return nil, err
	}
	product := filepath.Join(dir, "tidings")
	build := exec.Command("go", "build", "-o", product, "./cmd/tidings")
	build.Dir = "../../.." // this program is run in its own folder
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build tidings: %w: %s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	all := []*contender{
		{name: "tidings crawl", command: func(folder string) *exec.Cmd {
			cmd := exec.Command(product, "crawl", "-c", config)
			cmd.Env = append(os.Environ(), "TIDINGS_DATA_DIR="+folder)
			return cmd
		}},
		{name: "colly, fetching only", command: func(string) *exec.Cmd {
			return exec.Command(self, "contend", "colly", pages)
		}},
		{name: yard, command: func(string) *exec.Cmd {
			return exec.Command(self, append([]string{"contend", "trafilatura", pages}, starts...)...)
		}},
	}
	scrapy, err := exec.LookPath("scrapy")
	if err != nil {
		fmt.Println("Scrapy is not installed (Debian: python3-scrapy, python3-readability); it is left out.")
		return all, nil
	}
	name := "Scrapy + readability"
	if exec.Command("/usr/bin/python3", "-c", "import readability").Run() != nil {
		fmt.Println("readability is not installed (Debian: python3-readability); Scrapy only fetches.")
		name = "Scrapy, fetching only"
	}
	return append(all, &contender{name: name, command: func(string) *exec.Cmd {
		return exec.CommandContext(context.Background(), scrapy, "runspider", filepath.Join(dir, "spider.py"),
			"-a", "pages="+pages, "-a", "starts="+strings.Join(starts, ","))
	}}), nil
}

// yard is the contender the others are measured by.
const yard = "colly + go-trafilatura"

// write writes what the contenders are given.
func write(dir string, towns []*sitetest.Town) (pages, config string, starts []string, err error) {
	var urls, conf strings.Builder
	fmt.Fprintf(&conf, "crawl: {contact: \"https://tidings.example\", parallel: %d, delay: 0s, max_pages: 1000, "+
		"allow_private: true}\ndigests: []\nsources:\n", atOnce)
	for _, t := range towns {
		starts = append(starts, t.URL())
		fmt.Fprintln(&urls, t.URL())
		for _, a := range t.Articles() {
			fmt.Fprintln(&urls, t.URLOf(a))
		}
		fmt.Fprintf(&conf, "  - {id: %s, town: %q, zone: %q, language: %s, url: %q, enabled: true}\n",
			t.ID, t.Place, t.Zone, t.Language, t.URL())
	}
	pages, config = filepath.Join(dir, "pages.txt"), filepath.Join(dir, "tidings.yaml")
	for name, content := range map[string][]byte{
		pages: []byte(urls.String()), config: []byte(conf.String()), filepath.Join(dir, "spider.py"): spider,
	} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return "", "", nil, err
		}
	}
	return pages, config, starts, nil
}

// print writes the table: medians, as ratios to the yard.
func print(all []*contender, s size) {
	at := slices.IndexFunc(all, func(c *contender) bool { return c.name == yard })
	cpu, wall := all[at].median()
	fmt.Printf("%d towns, %d articles each; processor and wall time as ratios to %s\n\n", s.sites, s.articles, yard)
	fmt.Printf("%-24s %9s %9s %6s %8s\n", "", "articles", "cpu", "wall", "peak MB")
	for _, c := range all {
		ownCPU, ownWall := c.median()
		peak := slices.MaxFunc(c.runs, func(a, b run) int { return int(a.peak - b.peak) }).peak
		fmt.Printf("%-24s %9s %9.2f %6.2f %8d\n", c.name, c.runs[0].articles, ownCPU/cpu, ownWall/wall, peak)
	}
}

// median gives the middle processor and wall time, in seconds.
func (c *contender) median() (cpu, wall float64) {
	var cpus, walls []float64
	for _, r := range c.runs {
		cpus, walls = append(cpus, r.cpu.Seconds()), append(walls, r.wall.Seconds())
	}
	slices.Sort(cpus)
	slices.Sort(walls)
	return cpus[len(cpus)/2], walls[len(walls)/2]
}
