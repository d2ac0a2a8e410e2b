package main

import (
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
	"text/template"
)

// notes are rendered, so that mistakes in them are found, and not printed: they are for people.
const notes = "NOTES.txt"

// renderAll executes every template that makes manifests and gives them in the order of their names.
func renderAll(c *chart, data map[string]interface{}) (string, error) {
	all := template.New(c.name).Option("missingkey=zero")
	all.Funcs(functions(all))
	names := make([]string, 0, len(c.templates))
	for name, text := range c.templates {
		if _, err := all.New(c.name + "/" + name).Parse(text); err != nil {
			return "", err
		}
		names = append(names, name)
	}
	sort.Strings(names)

	var output strings.Builder
	for _, name := range names {
		if strings.HasPrefix(path.Base(name), "_") {
			continue
		}
		full := c.name + "/" + name
		data["Template"] = map[string]interface{}{"Name": full, "BasePath": c.name + "/templates"}
		var text strings.Builder
		if err := all.ExecuteTemplate(&text, full, data); err != nil {
			return "", err
		}
		if path.Base(name) == notes {
			continue
		}
		if err := printDocuments(&output, full, withoutNothing(text.String())); err != nil {
			return "", err
		}
	}
	return output.String(), nil
}

// printDocuments prints the manifests of one template, each by itself and only when it is YAML.
func printDocuments(output io.Writer, name, text string) error {
	number := 0
	for _, document := range strings.Split("\n"+text, "\n---") {
		document = strings.Trim(document, "\n")
		if strings.TrimSpace(document) == "" {
			continue
		}
		number++
		if err := checkManifest(document); err != nil {
			return fmt.Errorf("%s, document %d: %v\n%s", name, number, err, numbered(document))
		}
		fmt.Fprintf(output, "---\n# Source: %s\n%s\n", name, document)
	}
	return nil
}

func checkManifest(document string) error {
	content, err := parseMap([]byte(document))
	if err != nil {
		return err
	}
	for _, key := range []string{"apiVersion", "kind", "metadata"} {
		if content[key] == nil {
			return errors.New("there is no " + key)
		}
	}
	return nil
}

func numbered(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = fmt.Sprintf("%4d  %s", i+1, line)
	}
	return strings.Join(lines, "\n")
}
