package main

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

func TestReapBuriesTheDeadAndSparesTheLiving(t *testing.T) {
	living := exec.Command("cat") // lives until its standard input is closed.
	input, err := living.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, living)
	dead := exec.Command("true")
	start(t, dead)
	awaitDeath(t, dead)

	expectBuried(t, 1)
	if err := syscall.Kill(living.Process.Pid, 0); err != nil {
		t.Errorf("the living child is gone: %v", err)
	}
	if err := input.Close(); err != nil {
		t.Fatal(err)
	}
	awaitDeath(t, living)
	expectBuried(t, 1)
	expectBuried(t, 0)
}

func TestHoldReapsWithEachNoticeAndReturnsWhenAsked(t *testing.T) {
	asked, died, done := make(chan os.Signal), make(chan os.Signal), make(chan struct{})
	go func() {
		hold(asked, died)
		close(done)
	}()
	child := exec.Command("true")
	start(t, child)
	awaitDeath(t, child)
	died <- syscall.SIGCHLD
	asked <- syscall.SIGTERM
	<-done
	expectBuried(t, 0)
}

func start(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
}

// awaitDeath returns when the command has died, and leaves it to be buried, if it is not already.
func awaitDeath(t *testing.T, command *exec.Cmd) {
	t.Helper()
	const (
		byPid                = 1 // P_PID of waitid(2), which package syscall has no name for.
		onDeathButLeaveToLie = syscall.WEXITED | syscall.WNOWAIT
	)
	pid := uintptr(command.Process.Pid)
	_, _, errno := syscall.Syscall6(syscall.SYS_WAITID, byPid, pid, 0, onDeathButLeaveToLie, 0, 0)
	if errno != 0 && errno != syscall.ECHILD {
		t.Fatalf("waitid: %v", errno)
	}
}

func expectBuried(t *testing.T, want int) {
	t.Helper()
	if buried := reap(); buried != want {
		t.Errorf("buried %d, want %d", buried, want)
	}
}
