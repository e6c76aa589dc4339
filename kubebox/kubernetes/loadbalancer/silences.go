package loadbalancer

import (
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/utils/clock"
)

// silences knows which services' addresses do not answer, and until when.
type silences struct {
	clock clock.WithDelayedExecution
	mutex sync.Mutex
	kept  map[types.UID]silence
}

type silence struct {
	wanted Silence
	until  time.Time // without meaning where it is wanted for ever.
	ending clock.Timer
}

func newSilences(clock clock.WithDelayedExecution) *silences {
	return &silences{clock: clock, kept: map[types.UID]silence{}}
}

// keep begins the silence that is wanted; one that is wanted already goes on as it is. Of a service that
// is news and answers already, as after a restart, a silence that has an end is over.
func (s *silences) keep(service types.UID, wanted Silence, answers bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept, known := s.kept[service]
	if known && kept.wanted == wanted {
		return
	}
	s.end(service)
	length := time.Duration(wanted.Span)
	if !known && answers {
		length = 0
	}
	s.kept[service] = silence{wanted: wanted, until: s.clock.Now().Add(length)}
}

// silent tells whether the service's address does not answer now.
func (s *silences) silent(service types.UID) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept := s.kept[service]
	return kept.wanted.ForEver || s.clock.Now().Before(kept.until)
}

// whenOver has act called once, when the service's silence is over; for a silence that has no end, never.
func (s *silences) whenOver(service types.UID, act func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	kept, is := s.kept[service]
	if !is || kept.wanted.ForEver || kept.ending != nil {
		return
	}
	kept.ending = s.clock.AfterFunc(kept.until.Sub(s.clock.Now()), act)
	s.kept[service] = kept
}

func (s *silences) forget(service types.UID) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.end(service)
}

func (s *silences) end(service types.UID) {
	if ending := s.kept[service].ending; ending != nil {
		ending.Stop()
	}
	delete(s.kept, service)
}
