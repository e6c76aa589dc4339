package loadbalancer

import (
	"errors"
	"runtime"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
	clocktesting "k8s.io/utils/clock/testing"
)

// cloud is a balancer with three addresses, a clock that the test moves, and statuses that go nowhere.
type cloud struct {
	*balancer
	t        *testing.T
	clock    *movedClock
	refusals int // how many patches are to fail.
	patched  []v1.LoadBalancerStatus
}

func newCloud(t *testing.T, behaviour Behaviour) *cloud {
	t.Helper()
	moved := &movedClock{FakeClock: clocktesting.NewFakeClock(time.Unix(0, 0))}
	made := &cloud{balancer: newBalancer(behaviour, newPool(t, "198.18.0.1-198.18.0.3"), moved), t: t, clock: moved}
	made.seen = func() bool { return true }
	made.patch = func(_ *v1.Service, status v1.LoadBalancerStatus) error {
		if made.refusals > 0 {
			made.refusals--
			return errors.New("the API server does not answer")
		}
		made.patched = append(made.patched, status)
		return nil
	}
	return made
}

func (c *cloud) expectEnsured(service *v1.Service, address string, mode v1.LoadBalancerIPMode) {
	c.t.Helper()
	status, err := c.EnsureLoadBalancer(c.t.Context(), "", service, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	if got := status.Ingress[0]; got.IP != address || *got.IPMode != mode {
		c.t.Errorf("got %s %s, want %s %s", got.IP, *got.IPMode, address, mode)
	}
}

// ensureBesides ensures without waiting for the end, which the channel tells.
func (c *cloud) ensureBesides(service *v1.Service) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := c.EnsureLoadBalancer(c.t.Context(), "", service, nil)
		ended <- err
	}()
	return ended
}

func (c *cloud) expectNoAddress(service *v1.Service) {
	c.t.Helper()
	if address, has := c.pool.Address(service.UID); has {
		c.t.Errorf("%s has %s", service.Name, address)
	}
}

func (c *cloud) expectPatches(want int) {
	c.t.Helper()
	if len(c.patched) != want {
		c.t.Fatalf("got %d patches, want %d", len(c.patched), want)
	}
	for _, status := range c.patched {
		if *status.Ingress[0].IPMode != v1.LoadBalancerIPModeVIP {
			c.t.Errorf("patched to %s", *status.Ingress[0].IPMode)
		}
	}
}

func wanting(name string, annotations map[string]string) *v1.Service {
	return &v1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name, UID: types.UID(name), Annotations: annotations},
		Spec:       v1.ServiceSpec{Type: v1.ServiceTypeLoadBalancer},
	}
}

func showing(service *v1.Service, address string, mode v1.LoadBalancerIPMode) *v1.Service {
	shown := service.DeepCopy()
	shown.Status.LoadBalancer.Ingress = []v1.LoadBalancerIngress{{IP: address, IPMode: &mode}}
	return shown
}

// movedClock is moved by the test, which also runs what is due, when the clock is at rest again.
type movedClock struct {
	*clocktesting.FakeClock
	due []func()
}

func (m *movedClock) AfterFunc(length time.Duration, act func()) clock.Timer {
	return m.FakeClock.AfterFunc(length, func() { m.due = append(m.due, act) })
}

func (m *movedClock) pass(length time.Duration) {
	m.Step(length)
	due := m.due
	m.due = nil
	for _, act := range due {
		act()
	}
}

// awaitWaiter returns when somebody waits for the clock; if nobody ever does, go test's time-out says where.
func (m *movedClock) awaitWaiter() {
	for !m.HasWaiters() {
		runtime.Gosched()
	}
}
