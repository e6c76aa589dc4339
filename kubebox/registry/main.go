// Command registry is the OCI registry "distribution" with one storage driver, the file system.
package main

import (
	"os"

	"github.com/distribution/distribution/v3/registry"
	_ "github.com/distribution/distribution/v3/registry/storage/driver/filesystem"
)

func main() {
	if registry.RootCmd.Execute() != nil { // it has printed the error.
		os.Exit(1)
	}
}
