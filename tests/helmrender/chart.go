package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// deepest is how many folders below the chart are followed; links that form a circle end there.
const deepest = 16

// chart is what a folder holds, read at once.
type chart struct {
	name      string
	meta      map[string]interface{}
	values    map[string]interface{}
	templates map[string]string // by their path in the chart
	files     files             // everything else
}

func loadChart(folder string) (*chart, error) {
	c := &chart{templates: map[string]string{}, files: files{}}
	if err := c.read(folder, "", 0); err != nil {
		return nil, err
	}
	var err error
	if c.meta, err = c.parse("Chart.yaml"); err != nil {
		return nil, err
	}
	if c.values, err = c.parse("values.yaml"); err != nil {
		return nil, err
	}
	c.name, _ = c.meta["name"].(string)
	if c.name == "" {
		return nil, fmt.Errorf("%s: Chart.yaml has no name", folder)
	}
	if _, has := c.meta["dependencies"]; has {
		return nil, fmt.Errorf("%s has dependencies, which only Helm renders", c.name)
	}
	return c, nil
}

// read follows links to files and folders, as Helm does when it loads and packages.
func (c *chart) read(folder, below string, depth int) error {
	if depth > deepest {
		return fmt.Errorf("%s: folders lie too deep, or links form a circle", folder)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name, place := path.Join(below, entry.Name()), filepath.Join(folder, entry.Name())
		info, err := os.Stat(place)
		if err != nil {
			return err
		}
		if info.IsDir() {
			if err := c.read(place, name, depth+1); err != nil {
				return err
			}
			continue
		}
		content, err := os.ReadFile(place)
		if err != nil {
			return err
		}
		if strings.HasPrefix(name, "templates/") {
			c.templates[name] = string(content)
		} else {
			c.files[name] = string(content)
		}
	}
	return nil
}

func (c *chart) parse(name string) (map[string]interface{}, error) {
	text, here := c.files[name]
	if !here {
		return nil, fmt.Errorf("the chart has no %s", name)
	}
	result, err := parseMap([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %v", name, err)
	}
	return result, nil
}

// facts are Chart.yaml as templates see it: .Chart.AppVersion for appVersion.
func (c *chart) facts() map[string]interface{} {
	result := map[string]interface{}{}
	for key, value := range c.meta {
		result[strings.ToUpper(key[:1])+key[1:]] = value
	}
	return result
}
