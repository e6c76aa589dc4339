// Package dispatch decides which of its programs a binary of many is to be.
package dispatch

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Choose finds the program that args ask for, and the arguments that it is to see, its own name first.
// The name is what the binary was called by, as with a link of that name, else its first argument.
func Choose[Program any](programs map[string]Program, args []string) (chosen Program, rest []string, err error) {
	for at := range min(len(args), 2) {
		if program, found := programs[filepath.Base(args[at])]; found {
			return program, args[at:], nil
		}
	}
	names := slices.Sorted(maps.Keys(programs))
	return chosen, nil, fmt.Errorf("say which program to be, as the first argument: %s", strings.Join(names, ", "))
}
