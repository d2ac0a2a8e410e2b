package main

import (
	"fmt"
	"os"

	"gopkg.in/yaml.v3"
)

// words are what YAML 1.1, which Helm reads, takes for booleans and YAML 1.2 for strings.
var words = map[string]bool{
	"yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true,
	"no": false, "No": false, "NO": false, "off": false, "Off": false, "OFF": false,
}

// effectiveValues lays the files over the chart's own values. A null takes a default away.
func effectiveValues(c *chart, files []string) (map[string]interface{}, error) {
	result := c.values
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		over, err := parseMap(content)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", path, err)
		}
		overlay(result, over)
	}
	return result, nil
}

func overlay(base, over map[string]interface{}) {
	for key, value := range over {
		inner, isMap := value.(map[string]interface{})
		below, wasMap := base[key].(map[string]interface{})
		switch {
		case value == nil:
			delete(base, key)
		case isMap && wasMap:
			overlay(below, inner)
		default:
			base[key] = value
		}
	}
}

// parseMap reads a document the way Helm does: every number is a float64, as after a detour through JSON.
func parseMap(text []byte) (map[string]interface{}, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if len(document.Content) == 0 {
		return map[string]interface{}{}, nil
	}
	value, err := fromNode(document.Content[0])
	if err != nil {
		return nil, err
	}
	result, ok := value.(map[string]interface{})
	if !ok && value != nil {
		return nil, fmt.Errorf("line %d: not a map", document.Content[0].Line)
	}
	if result == nil {
		result = map[string]interface{}{}
	}
	return result, nil
}

func fromNode(node *yaml.Node) (interface{}, error) {
	switch node.Kind {
	case yaml.AliasNode:
		return fromNode(node.Alias)
	case yaml.SequenceNode:
		list := make([]interface{}, 0, len(node.Content))
		for _, child := range node.Content {
			value, err := fromNode(child)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case yaml.MappingNode:
		return fromMapping(node)
	default:
		return fromScalar(node)
	}
}

func fromMapping(node *yaml.Node) (interface{}, error) {
	result := make(map[string]interface{}, len(node.Content)/2)
	for i := 0; i < len(node.Content); i += 2 {
		key := node.Content[i]
		if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
			return nil, fmt.Errorf("line %d: keys must be plain words", key.Line)
		}
		if _, twice := result[key.Value]; twice {
			return nil, fmt.Errorf("line %d: %s stands there twice", key.Line, key.Value)
		}
		value, err := fromNode(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		result[key.Value] = value
	}
	return result, nil
}

func fromScalar(node *yaml.Node) (interface{}, error) {
	switch node.Tag {
	case "!!null":
		return nil, nil
	case "!!bool":
		var value bool
		err := node.Decode(&value)
		return value, err
	case "!!int", "!!float":
		var value float64
		err := node.Decode(&value)
		return value, err
	}
	if value, known := words[node.Value]; known && node.Style == 0 {
		return value, nil
	}
	return node.Value, nil
}
