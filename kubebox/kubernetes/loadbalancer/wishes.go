package loadbalancer

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// wishes lets a wait for a load balancer end when its service does not want one any more.
type wishes struct {
	mutex   sync.Mutex
	waiting map[types.UID]chan struct{}
}

func newWishes() *wishes {
	return &wishes{waiting: map[types.UID]chan struct{}{}}
}

// withdrawn returns a channel that is closed when the service's wish is withdrawn.
func (w *wishes) withdrawn(service types.UID) <-chan struct{} {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.waiting[service] == nil {
		w.waiting[service] = make(chan struct{})
	}
	return w.waiting[service]
}

func (w *wishes) withdraw(service types.UID) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if ended := w.waiting[service]; ended != nil {
		close(ended)
		delete(w.waiting, service)
	}
}
