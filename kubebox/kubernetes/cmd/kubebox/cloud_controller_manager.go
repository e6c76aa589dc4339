package main

import (
	"github.com/spf13/cobra"
	"k8s.io/apimachinery/pkg/util/wait"
	cloudprovider "k8s.io/cloud-provider"
	"k8s.io/cloud-provider/app"
	"k8s.io/cloud-provider/app/config"
	"k8s.io/cloud-provider/names"
	"k8s.io/cloud-provider/options"
	cliflag "k8s.io/component-base/cli/flag"
	"k8s.io/klog/v2"

	_ "keystone-conformance/kubebox/kubernetes/loadbalancer" // --cloud-provider=kubebox.
)

// cloudControllerManager is upstream's manager with the providers that this program has registered.
func cloudControllerManager() *cobra.Command {
	defaults, err := options.NewCloudControllerManagerOptions()
	if err != nil {
		klog.Fatalf("cloud-controller-manager: no default options: %v", err)
	}
	return app.NewCloudControllerManagerCommand(
		defaults, cloud, app.DefaultInitFuncConstructors, names.CCMControllerAliases(), cliflag.NamedFlagSets{},
		wait.NeverStop,
	)
}

// cloud is the provider that --cloud-provider names; without it there is nothing to manage.
func cloud(completed *config.CompletedConfig) cloudprovider.Interface {
	settings := completed.ComponentConfig.KubeCloudShared.CloudProvider
	provider, err := cloudprovider.InitCloudProvider(settings.Name, settings.CloudConfigFile)
	if err != nil {
		klog.Fatalf("cloud-controller-manager: %v", err)
	}
	if provider == nil {
		klog.Fatal("cloud-controller-manager: --cloud-provider is empty: say --cloud-provider=kubebox")
	}
	return provider
}
