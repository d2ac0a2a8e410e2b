package main

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v3"
)

// functions are sprig's without those that look at the machine, and those that Helm adds.
func functions(all *template.Template) template.FuncMap {
	result := sprig.TxtFuncMap()
	delete(result, "env")
	delete(result, "expandenv")
	result["include"] = func(name string, data interface{}) (string, error) {
		var text strings.Builder
		err := all.ExecuteTemplate(&text, name, data)
		return withoutNothing(text.String()), err
	}
	result["tpl"] = func(text string, data interface{}) (string, error) {
		inner, err := all.Clone()
		if err == nil {
			inner, err = inner.New("tpl").Parse(text)
		}
		if err != nil {
			return "", err
		}
		var result strings.Builder
		err = inner.Execute(&result, data)
		return withoutNothing(result.String()), err
	}
	result["required"] = func(message string, value interface{}) (interface{}, error) {
		if value == nil || value == "" {
			return nil, errors.New(message)
		}
		return value, nil
	}
	result["lookup"] = func(...string) map[string]interface{} { return map[string]interface{}{} } // no cluster, nothing found
	result["toYaml"] = toYaml
	result["fromYaml"] = func(text string) (map[string]interface{}, error) { return parseMap([]byte(text)) }
	return result
}

// withoutNothing removes what text/template prints for values that are not there.
func withoutNothing(text string) string { return strings.ReplaceAll(text, "<no value>", "") }

func toYaml(value interface{}) (string, error) {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(wholeNumbers(value)); err != nil {
		return "", err
	}
	return strings.TrimSuffix(text.String(), "\n"), nil
}

// wholeNumbers gives numbers the form that JSON gives them: 1000000, not 1e+06.
func wholeNumbers(value interface{}) interface{} {
	switch typed := value.(type) {
	case map[string]interface{}:
		result := make(map[string]interface{}, len(typed))
		for key, inner := range typed {
			result[key] = wholeNumbers(inner)
		}
		return result
	case []interface{}:
		result := make([]interface{}, len(typed))
		for i, inner := range typed {
			result[i] = wholeNumbers(inner)
		}
		return result
	case float64:
		if typed == math.Trunc(typed) && math.Abs(typed) < 1<<53 {
			return int64(typed)
		}
	}
	return value
}
