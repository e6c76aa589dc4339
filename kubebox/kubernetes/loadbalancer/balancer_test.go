package loadbalancer

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestAServiceGetsAnAddressAndKeepsIt(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := wanting("a", nil)
	for range 2 {
		cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
	}
	cloud.expectEnsured(wanting("b", nil), "198.18.0.2", v1.LoadBalancerIPModeVIP)
	if status, exists, err := cloud.GetLoadBalancer(t.Context(), "", service); err != nil || !exists || status.Ingress[0].IP != "198.18.0.1" {
		t.Errorf("got %v %v %v", status, exists, err)
	}
}

func TestADeletedServiceHandsItsAddressBack(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := wanting("a", nil)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
	if err := cloud.EnsureLoadBalancerDeleted(t.Context(), "", service); err != nil {
		t.Fatal(err)
	}
	if _, exists, err := cloud.GetLoadBalancer(t.Context(), "", service); exists || err != nil {
		t.Errorf("exists %v, error %v", exists, err)
	}
}

func TestAServiceWhoseFinalizerWasTornOffHandsItsAddressBack(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := wanting("a", nil)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
	cloud.OnDelete(service)
	cloud.expectNoAddress(service)
}

func TestAServiceThatBecomesAnotherTypeHandsItsAddressBack(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := showing(wanting("a", nil), "198.18.0.1", v1.LoadBalancerIPModeVIP)
	cloud.OnAdd(service, true)
	changed := service.DeepCopy()
	changed.Spec.Type = v1.ServiceTypeClusterIP
	cloud.OnUpdate(service, changed)
	cloud.expectNoAddress(service)
}

func TestAddressesAreKnownAgainAfterARestart(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	old := showing(wanting("old", nil), "198.18.0.1", v1.LoadBalancerIPModeVIP)
	cloud.OnAdd(old, true)
	cloud.expectEnsured(wanting("new", nil), "198.18.0.2", v1.LoadBalancerIPModeVIP)
	cloud.expectEnsured(old, "198.18.0.1", v1.LoadBalancerIPModeVIP)
}

func TestAServiceOfAnotherClassIsNotLookedAt(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := showing(wanting("a", nil), "198.18.0.1", v1.LoadBalancerIPModeVIP)
	class := "example.org/another"
	service.Spec.LoadBalancerClass = &class
	cloud.OnAdd(service, true)
	cloud.expectNoAddress(service)
}

func TestARefusalIsTheErrorThatWasAskedFor(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	refused := wanting("a", map[string]string{RefuseAnnotation: "quota IN_USE_ADDRESSES exceeded"})
	_, err := cloud.EnsureLoadBalancer(t.Context(), "", refused, nil)
	if err == nil || err.Error() != "quota IN_USE_ADDRESSES exceeded" {
		t.Errorf("got %v", err)
	}
	cloud.expectNoAddress(refused)
}

func TestADelayPassesBeforeTheFirstAddressOnly(t *testing.T) {
	cloud := newCloud(t, Behaviour{Delay: Span(time.Minute)})
	service := wanting("a", nil)
	ensured := cloud.ensureBesides(service)
	cloud.clock.awaitWaiter()
	cloud.clock.pass(59 * time.Second)
	cloud.expectNoAddress(service)
	cloud.clock.pass(time.Second)
	if err := <-ensured; err != nil {
		t.Fatal(err)
	}
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
}

func TestADelayEndsWhenTheServiceGoes(t *testing.T) {
	cloud := newCloud(t, Behaviour{Delay: Span(time.Minute)})
	service := wanting("a", nil)
	going := service.DeepCopy()
	going.DeletionTimestamp = &metav1.Time{}
	going.Finalizers = []string{"service.kubernetes.io/load-balancer-cleanup"}

	early := cloud.ensureBesides(service)
	cloud.clock.awaitWaiter()
	cloud.OnUpdate(service, going)
	late := cloud.ensureBesides(service)
	for _, ensured := range []<-chan error{early, late} {
		if err := <-ensured; err == nil || !strings.Contains(err.Error(), "wants no load balancer any more") {
			t.Errorf("got %v", err)
		}
	}
	cloud.expectNoAddress(service)
}

func TestADelayEndsWithTheManager(t *testing.T) {
	cloud := newCloud(t, Behaviour{Delay: Span(time.Minute)})
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := cloud.EnsureLoadBalancer(ended, "", wanting("a", nil), nil); err == nil {
		t.Error("got an address")
	}
}

func TestASilentAddressIsAnsweredWhenItsTimeIsOver(t *testing.T) {
	cloud := newCloud(t, Behaviour{Silent: Silence{Span: Span(30 * time.Second)}})
	service := wanting("a", nil)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeProxy)
	cloud.OnUpdate(service, showing(service, "198.18.0.1", v1.LoadBalancerIPModeProxy))
	cloud.clock.pass(29 * time.Second)
	cloud.expectPatches(0)
	cloud.refusals = 1
	cloud.clock.pass(time.Second)
	cloud.expectPatches(0)
	cloud.clock.pass(patchAgainAfter)
	cloud.expectPatches(1)
	cloud.expectEnsured(showing(service, "198.18.0.1", v1.LoadBalancerIPModeVIP), "198.18.0.1", v1.LoadBalancerIPModeVIP)
}

func TestASilenceForEverHasNoEndButItsWithdrawal(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	service := showing(wanting("a", map[string]string{SilentAnnotation: "true"}), "198.18.0.1", v1.LoadBalancerIPModeProxy)
	cloud.OnAdd(service, true)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeProxy)
	cloud.clock.pass(1000 * time.Hour)
	cloud.expectPatches(0)
	service.Annotations = nil
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
}

func TestASilenceThatWasOverStaysOverAfterARestart(t *testing.T) {
	cloud := newCloud(t, Behaviour{Silent: Silence{Span: Span(30 * time.Second)}})
	service := showing(wanting("a", nil), "198.18.0.1", v1.LoadBalancerIPModeVIP)
	cloud.OnAdd(service, true)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeVIP)
}

func TestASilenceThatWasNotOverBeginsAnewAfterARestart(t *testing.T) {
	cloud := newCloud(t, Behaviour{Silent: Silence{Span: Span(30 * time.Second)}})
	service := showing(wanting("a", nil), "198.18.0.1", v1.LoadBalancerIPModeProxy)
	cloud.OnAdd(service, true)
	cloud.expectEnsured(service, "198.18.0.1", v1.LoadBalancerIPModeProxy)
	cloud.clock.pass(30 * time.Second)
	cloud.expectPatches(1)
}

func TestNothingIsGivenBeforeAllServicesHaveBeenSeen(t *testing.T) {
	cloud := newCloud(t, Behaviour{})
	cloud.seen = func() bool { return false }
	ended, end := context.WithCancelCause(t.Context())
	end(errors.New("the manager stops"))
	if _, err := cloud.EnsureLoadBalancer(ended, "", wanting("a", nil), nil); err == nil {
		t.Error("got an address")
	}
}
