package main

import (
	"context"
	"os"
	_ "time/tzdata" // CronJob time zones, as upstream's programs embed them.

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // kubectl's ways to log in.
	"k8s.io/component-base/cli"
	"k8s.io/component-base/logs"
	_ "k8s.io/component-base/logs/json/register"          // the JSON log format.
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // the client's own metrics.
	_ "k8s.io/component-base/metrics/prometheus/version"  // the version metric.
	kubectl "k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// programs runs each program by its upstream name; the result is the exit code.
// Each command is made only when asked for: making one registers flags and feature gates.
var programs = map[string]func() int{
	"cloud-controller-manager": run(cloudControllerManager),
	"etcd":                     runEtcd,
	"kube-apiserver":           run(apiserver.NewAPIServerCommand),
	"kube-controller-manager":  run(controllermanager.NewControllerManagerCommand),
	"kube-proxy":               run(proxy.NewProxyCommand),
	"kube-scheduler":           run(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
	"kubectl":                  runKubectl,
	"kubelet":                  run(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
}

func run(command func() *cobra.Command) func() int {
	return func() int { return cli.Run(command()) }
}

func runEtcd() int {
	etcdmain.Main(os.Args) // exits by itself when it fails.
	return 0
}

func runKubectl() int {
	logs.GlogSetter(kubectl.GetLogVerbosity(os.Args)) // before the command is built, as upstream's main does.
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		util.CheckErr(err) // prints the error and exits.
	}
	return 0
}
