package main

import (
	"path"
	"strings"
)

// files are those of a chart that are no templates: .Files.
type files map[string]string

// Get gives a file's text, or nothing where there is none.
func (f files) Get(name string) string { return f[name] }

// Glob gives the files whose whole path matches; a star stays within a folder.
func (f files) Glob(pattern string) files {
	result := files{}
	for name, text := range f {
		if matches, _ := path.Match(pattern, name); matches {
			result[name] = text
		}
	}
	return result
}

// Lines gives a file line by line.
func (f files) Lines(name string) []string {
	return strings.Split(strings.TrimRight(f[name], "\n"), "\n")
}

// capabilities are what is known of a cluster when nobody is asked: .Capabilities.
type capabilities struct {
	KubeVersion version
	APIVersions groups
}

type version struct{ Version, Major, Minor string }

func (v version) String() string { return v.Version }

type groups []string

// Has tells whether the cluster knows a group of resources.
func (g groups) Has(name string) bool {
	for _, known := range g {
		if known == name {
			return true
		}
	}
	return false
}

func defaultCapabilities() capabilities {
	return capabilities{
		KubeVersion: version{"v1.30.0", "1", "30"},
		APIVersions: groups{"v1", "apps/v1", "batch/v1", "autoscaling/v2", "networking.k8s.io/v1", "policy/v1"},
	}
}
