package loadbalancer

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
	cloudprovider "k8s.io/cloud-provider"
	"k8s.io/utils/clock"
)

// balancer answers the service controller, which sees to events, the finalizer, the status and retries.
type balancer struct {
	behaviour Behaviour
	pool      *Pool
	clock     clock.WithDelayedExecution
	wishes    *wishes
	silences  *silences

	// seen tells whether every service that was there at the start has been looked at.
	seen cache.InformerSynced
	// patch writes the service's load-balancer status.
	patch func(*v1.Service, v1.LoadBalancerStatus) error
}

func newBalancer(behaviour Behaviour, pool *Pool, clock clock.WithDelayedExecution) *balancer {
	return &balancer{
		behaviour: behaviour, pool: pool, clock: clock,
		wishes: newWishes(), silences: newSilences(clock),
	}
}

// GetLoadBalancer tells which address the service has, if it has one.
func (b *balancer) GetLoadBalancer(ctx context.Context, _ string, service *v1.Service) (*v1.LoadBalancerStatus, bool, error) {
	if err := b.awaitSight(ctx); err != nil {
		return nil, false, err
	}
	address, has := b.pool.Address(service.UID)
	if !has {
		return nil, false, nil
	}
	return b.status(service, address), true, nil
}

// GetLoadBalancerName is upstream's default name.
func (b *balancer) GetLoadBalancerName(_ context.Context, _ string, service *v1.Service) string {
	return cloudprovider.DefaultLoadBalancerName(service)
}

// EnsureLoadBalancer gives the service an address, in the way that it, or the settings, ask for. While
// it delays, it keeps one of the controller's workers busy (see --concurrent-service-syncs).
func (b *balancer) EnsureLoadBalancer(ctx context.Context, _ string, service *v1.Service, _ []*v1.Node) (*v1.LoadBalancerStatus, error) {
	if err := b.awaitSight(ctx); err != nil {
		return nil, err
	}
	wanted, err := b.behaviour.For(service)
	if err != nil {
		return nil, err
	}
	if wanted.Refuse != "" {
		return nil, errors.New(wanted.Refuse)
	}
	if _, has := b.pool.Address(service.UID); !has {
		if err := b.delay(ctx, service, time.Duration(wanted.Delay)); err != nil {
			return nil, err
		}
	}
	address, err := b.pool.Take(service.UID)
	if err != nil {
		return nil, err
	}
	b.silences.keep(service.UID, wanted.Silent, shows(service, v1.LoadBalancerIPModeVIP))
	b.recognise(service)
	return b.status(service, address), nil
}

// UpdateLoadBalancer has nothing to do when nodes come and go: kube-proxy answers on each of them.
func (b *balancer) UpdateLoadBalancer(context.Context, string, *v1.Service, []*v1.Node) error {
	return nil
}

// EnsureLoadBalancerDeleted hands the address back.
func (b *balancer) EnsureLoadBalancerDeleted(_ context.Context, _ string, service *v1.Service) error {
	b.forget(service.UID)
	return nil
}

// awaitSight keeps an address from being given twice after a restart: it is known whose each is.
func (b *balancer) awaitSight(ctx context.Context) error {
	if !cache.WaitForCacheSync(ctx.Done(), b.seen) {
		return errors.New("stopped before all services had been seen")
	}
	return nil
}

func (b *balancer) delay(ctx context.Context, service *v1.Service, length time.Duration) error {
	if length == 0 {
		return nil
	}
	timer := b.clock.NewTimer(length)
	defer timer.Stop()
	select {
	case <-timer.C():
		return nil
	case <-b.wishes.withdrawn(service.UID):
		return errors.New("the service wants no load balancer any more")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// shows tells whether an address in the service's status has that mode.
func shows(service *v1.Service, mode v1.LoadBalancerIPMode) bool {
	return slices.ContainsFunc(service.Status.LoadBalancer.Ingress, func(ingress v1.LoadBalancerIngress) bool {
		return ingress.IPMode != nil && *ingress.IPMode == mode
	})
}

// status shows the address; while that is silent it says ipMode Proxy, by which kube-proxy leaves it alone.
func (b *balancer) status(service *v1.Service, address netip.Addr) *v1.LoadBalancerStatus {
	mode := v1.LoadBalancerIPModeVIP
	if b.silences.silent(service.UID) {
		mode = v1.LoadBalancerIPModeProxy
	}
	return &v1.LoadBalancerStatus{Ingress: []v1.LoadBalancerIngress{{IP: address.String(), IPMode: &mode}}}
}
