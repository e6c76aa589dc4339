// Command kubebox is every Kubernetes program of a box in one binary: `kubebox NAME ARGS` behaves as
// upstream's own program NAME, and so does a link to it that is called NAME.
package main

import (
	"fmt"
	"os"

	"keystone-conformance/kubebox/kubernetes/dispatch"
)

func main() {
	program, args, err := dispatch.Choose(programs, os.Args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kubebox:", err)
		os.Exit(4)
	}
	os.Args = args
	os.Exit(program())
}
