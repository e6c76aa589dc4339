package loadbalancer

import (
	"errors"
	"fmt"
	"io"

	"sigs.k8s.io/yaml"
)

// Settings is the file that --cloud-config names, YAML or JSON. It holds the pool, and how the cloud
// behaves towards every service whose annotations say nothing else.
type Settings struct {
	Pool      string `json:"pool"`
	Behaviour `json:",inline"`
}

// ReadSettings reads the file; a field that it does not know is an error.
func ReadSettings(file io.Reader) (Settings, error) {
	var settings Settings
	if file == nil {
		return settings, errors.New("no settings: name a file that has a pool with --cloud-config")
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return settings, fmt.Errorf("reading --cloud-config: %w", err)
	}
	if err := yaml.UnmarshalStrict(text, &settings); err != nil {
		return settings, fmt.Errorf("--cloud-config: %w", err)
	}
	return settings, nil
}
