package loadbalancer

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// wishes lets the making of a load balancer end early when its service does not want it any more.
type wishes struct {
	mutex sync.Mutex
	ended map[types.UID]chan struct{}
}

func newWishes() *wishes {
	return &wishes{ended: map[types.UID]chan struct{}{}}
}

// withdrawn returns a channel that is closed as soon as the service's wish is withdrawn.
func (w *wishes) withdrawn(service types.UID) <-chan struct{} {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.of(service)
}

// withdraw ends the wish, also for those who ask only later.
func (w *wishes) withdraw(service types.UID) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if !isClosed(w.of(service)) {
		close(w.of(service))
	}
}

// renew lets a service whose wish was withdrawn wish again.
func (w *wishes) renew(service types.UID) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if isClosed(w.of(service)) {
		delete(w.ended, service)
	}
}

func (w *wishes) forget(service types.UID) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	delete(w.ended, service)
}

func (w *wishes) of(service types.UID) chan struct{} {
	if w.ended[service] == nil {
		w.ended[service] = make(chan struct{})
	}
	return w.ended[service]
}

func isClosed(ended <-chan struct{}) bool {
	select {
	case <-ended:
		return true
	default:
		return false
	}
}
