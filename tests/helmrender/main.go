// Command helmrender renders a chart as "helm template" would, on machines without Helm: with Go's text/template and the sprig functions, which Helm
// is made of. It stands in for tests, so it is strict: whatever it prints has been parsed as YAML, and anything it does not know ends it.
//
// Usage: helmrender [-n NAMESPACE] [-f VALUES]... RELEASE CHART
//
// Build it without modules, from Debian's packages golang-go and golang-github-masterminds-sprig-dev:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o helmrender
//
// Subcharts, --set and the check against values.schema.json are Helm's alone.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

// paths collects a flag that may be given several times.
type paths []string

func (p *paths) String() string { return strings.Join(*p, ",") }

func (p *paths) Set(path string) error {
	*p = append(*p, path)
	return nil
}

func main() {
	var files paths
	namespace := flag.String("n", "default", "namespace of the release")
	flag.Var(&files, "f", "file with values; later ones win")
	flag.Parse()
	if flag.NArg() != 2 {
		fmt.Fprintln(os.Stderr, "usage: helmrender [-n NAMESPACE] [-f VALUES]... RELEASE CHART")
		os.Exit(2)
	}
	text, err := render(flag.Arg(0), *namespace, flag.Arg(1), files)
	if err != nil {
		fmt.Fprintln(os.Stderr, "helmrender:", err)
		os.Exit(1)
	}
	fmt.Print(text)
}

// render makes the whole output or none of it.
func render(release, namespace, folder string, valueFiles []string) (string, error) {
	chart, err := loadChart(folder)
	if err != nil {
		return "", err
	}
	values, err := effectiveValues(chart, valueFiles)
	if err != nil {
		return "", err
	}
	return renderAll(chart, map[string]interface{}{
		"Values":       values,
		"Chart":        chart.facts(),
		"Files":        chart.files,
		"Capabilities": defaultCapabilities(),
		"Release": map[string]interface{}{
			"Name": release, "Namespace": namespace, "Service": "Helm", "Revision": 1, "IsInstall": true, "IsUpgrade": false,
		},
	})
}
