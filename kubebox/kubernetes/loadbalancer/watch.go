package loadbalancer

import (
	"net/netip"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/tools/cache"
	"k8s.io/cloud-provider/service/helpers"
	"k8s.io/klog/v2"
)

// patchAgainAfter is how long a status that could not be written waits for the next try.
const patchAgainAfter = time.Second

// OnAdd is called for each service that is there at the start, and each new one.
func (b *balancer) OnAdd(object any, _ bool) { b.look(object.(*v1.Service)) }

// OnUpdate is called for each service that changed.
func (b *balancer) OnUpdate(_, object any) { b.look(object.(*v1.Service)) }

// OnDelete is called when a service is gone for good, however that came: then nothing of it is kept.
func (b *balancer) OnDelete(object any) {
	if lost, isLost := object.(cache.DeletedFinalStateUnknown); isLost {
		object = lost.Obj
	}
	if service, is := object.(*v1.Service); is {
		b.wishes.withdraw(service.UID)
		b.wishes.forget(service.UID)
		b.forget(service.UID)
	}
}

func (b *balancer) look(service *v1.Service) {
	if service.Spec.LoadBalancerClass != nil {
		return // another's.
	}
	wanted := service.Spec.Type == v1.ServiceTypeLoadBalancer && service.DeletionTimestamp == nil
	if wanted {
		b.wishes.renew(service.UID)
	} else {
		b.wishes.withdraw(service.UID)
	}
	switch {
	case wanted, helpers.HasLBFinalizer(service):
		b.recognise(service)
	default:
		b.forget(service.UID)
	}
}

// recognise takes note of what the service's status shows: its address, which after a restart is news,
// and a silence, whose end is to be shown there too.
func (b *balancer) recognise(service *v1.Service) {
	for _, ingress := range service.Status.LoadBalancer.Ingress {
		address, err := netip.ParseAddr(ingress.IP)
		if err != nil {
			continue // another's: ours are addresses.
		}
		b.pool.Claim(service.UID, address)
	}
	if shows(service, v1.LoadBalancerIPModeProxy) {
		b.silences.whenOver(service.UID, func() { b.answer(service) })
	}
}

// answer shows in the service's status that its address is answered from now on.
func (b *balancer) answer(service *v1.Service) {
	address, has := b.pool.Address(service.UID)
	if !has || b.silences.silent(service.UID) {
		return
	}
	if err := b.patch(service, *b.status(service, address)); err != nil {
		klog.Errorf("load balancer: %s/%s: cannot end its silence, trying again: %v", service.Namespace, service.Name, err)
		b.clock.AfterFunc(patchAgainAfter, func() { b.answer(service) })
	}
}

func (b *balancer) forget(service types.UID) {
	b.pool.HandBack(service)
	b.silences.forget(service)
}
