// Package loadbalancer is the cloud of a box: a provider for upstream's cloud-controller-manager that
// has load balancers and nothing else. It hands an address of a pool to each service of type
// LoadBalancer; kube-proxy answers on it. On request it is as slow, unwilling or deaf as real clouds are.
package loadbalancer

import (
	"io"

	"k8s.io/client-go/informers"
	cloudprovider "k8s.io/cloud-provider"
	"k8s.io/klog/v2"
	"k8s.io/utils/clock"
)

// Name is what --cloud-provider calls this provider.
const Name = "kubebox"

func init() {
	cloudprovider.RegisterCloudProvider(Name, func(file io.Reader) (cloudprovider.Interface, error) {
		settings, err := ReadSettings(file)
		if err != nil {
			return nil, err
		}
		pool, err := NewPool(settings.Pool)
		if err != nil {
			return nil, err
		}
		return &provider{balancer: newBalancer(settings.Behaviour, pool, clock.RealClock{})}, nil
	})
}

type provider struct {
	balancer *balancer
}

// Initialize gives the balancer its way to write a service's status.
func (p *provider) Initialize(clients cloudprovider.ControllerClientBuilder, _ <-chan struct{}) {
	p.balancer.patch = statusPatcher(clients.ClientOrDie("kubebox-load-balancer"))
}

// SetInformers lets the balancer see every service, as the service controller does.
func (p *provider) SetInformers(factory informers.SharedInformerFactory) {
	registered, err := factory.Core().V1().Services().Informer().AddEventHandler(p.balancer)
	if err != nil {
		klog.Fatalf("load balancer: cannot watch services: %v", err)
	}
	p.balancer.seen = registered.HasSynced
}

func (p *provider) LoadBalancer() (cloudprovider.LoadBalancer, bool) { return p.balancer, true }
func (p *provider) Instances() (cloudprovider.Instances, bool)       { return nil, false }
func (p *provider) InstancesV2() (cloudprovider.InstancesV2, bool)   { return nil, false }
func (p *provider) Zones() (cloudprovider.Zones, bool)               { return nil, false }
func (p *provider) Clusters() (cloudprovider.Clusters, bool)         { return nil, false }
func (p *provider) Routes() (cloudprovider.Routes, bool)             { return nil, false }
func (p *provider) ProviderName() string                             { return Name }
func (p *provider) HasClusterID() bool                               { return true }
