package main

import (
	"errors"
	"syscall"
)

// reap buries every child that has died, and returns how many these were; it never waits for a living one.
func reap() (buried int) {
	for {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil || pid <= 0: // no children at all, or none that has died.
			return buried
		}
		buried++
	}
}
