package loadbalancer

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
)

// Annotations by which one service asks for another behaviour than --cloud-config's.
const (
	DelayAnnotation  = "kubebox.keystone-conformance/load-balancer-delay"
	RefuseAnnotation = "kubebox.keystone-conformance/load-balancer-refuse"
	SilentAnnotation = "kubebox.keystone-conformance/load-balancer-silent"
)

// Behaviour is how the cloud treats a service that wants a load balancer. The zero value is the
// perfect cloud: at once, always, and it answers.
type Behaviour struct {
	// Delay passes before a service without an address gets one.
	Delay Span `json:"delay"`
	// Refuse, unless empty, is the error that the service gets in place of an address.
	Refuse string `json:"refuse"`
	// Silent is for how long the address, once shown, has nobody who answers on it.
	Silent Silence `json:"silent"`
}

// For is the behaviour towards this service: its annotations come before what is set for all.
func (b Behaviour) For(service *v1.Service) (Behaviour, error) {
	if text, set := service.Annotations[DelayAnnotation]; set {
		delay, err := ParseSpan(text)
		if err != nil {
			return b, fmt.Errorf("annotation %s: %w", DelayAnnotation, err)
		}
		b.Delay = delay
	}
	if text, set := service.Annotations[RefuseAnnotation]; set {
		b.Refuse = text
	}
	if text, set := service.Annotations[SilentAnnotation]; set {
		silent, err := ParseSilence(text)
		if err != nil {
			return b, fmt.Errorf("annotation %s: %w", SilentAnnotation, err)
		}
		b.Silent = silent
	}
	return b, nil
}
