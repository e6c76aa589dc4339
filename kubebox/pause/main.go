// Command pause does nothing but hold a pod's namespaces, or a box's, and bury its dead: as process 1
// it reaps every child, and it ends with exit code 0 on SIGTERM or SIGINT.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	// Room for one notice is enough: a single one reaps all who have died by then.
	died := make(chan os.Signal, 1)
	asked := make(chan os.Signal, 1)
	signal.Notify(died, syscall.SIGCHLD)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	hold(asked, died)
}

// hold returns when asked to, and reaps at once and with each notice of a death until then.
func hold(asked, died <-chan os.Signal) {
	for {
		reap()
		select {
		case <-asked:
			return
		case <-died:
		}
	}
}
