package dispatch

import (
	"slices"
	"strings"
	"testing"
)

var programs = map[string]int{"etcd": 1, "kubectl": 2}

func TestChoose(t *testing.T) {
	for _, example := range []struct {
		args []string
		want int
		rest []string
	}{
		{[]string{"kubebox", "etcd", "--name", "kubectl"}, 1, []string{"etcd", "--name", "kubectl"}},
		{[]string{"/somewhere/kubebox", "kubectl", "etcd"}, 2, []string{"kubectl", "etcd"}},
		{[]string{"/somewhere/kubectl", "get", "pods"}, 2, []string{"/somewhere/kubectl", "get", "pods"}},
		{[]string{"kubectl"}, 2, []string{"kubectl"}},
	} {
		chosen, rest, err := Choose(programs, example.args)
		if err != nil || chosen != example.want || !slices.Equal(rest, example.rest) {
			t.Errorf("%v: got %d %v %v, want %d %v", example.args, chosen, rest, err, example.want, example.rest)
		}
	}
}

func TestChooseNamesWhatThereIs(t *testing.T) {
	for _, args := range [][]string{nil, {"kubebox"}, {"kubebox", "docker"}, {"kubebox", "docker", "etcd"}} {
		_, _, err := Choose(programs, args)
		if err == nil || !strings.Contains(err.Error(), "etcd, kubectl") {
			t.Errorf("%v: got %v, want an error that lists the programs", args, err)
		}
	}
}
