package loadbalancer

import (
	"strings"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestReadSettings(t *testing.T) {
	want := Settings{
		Pool: "198.18.0.128/25",
		Behaviour: Behaviour{
			Delay: Span(45 * time.Second), Refuse: "quota", Silent: Silence{Span: Span(1500 * time.Millisecond)},
		},
	}
	for _, text := range []string{
		"pool: 198.18.0.128/25\ndelay: 45s\nrefuse: quota\nsilent: 1.5\n",
		`{"pool": "198.18.0.128/25", "delay": 45, "refuse": "quota", "silent": "1500ms"}`,
	} {
		if got, err := ReadSettings(strings.NewReader(text)); err != nil || got != want {
			t.Errorf("%s: got %+v %v", text, got, err)
		}
	}
}

func TestReadSettingsRefusesWhatItDoesNotKnow(t *testing.T) {
	for text, want := range map[string]string{
		"pool: a\ndealy: 1s":       "dealy",
		"pool: a\npool: b":         "pool",
		"pool: a\ndelay: tomorrow": `"tomorrow" is no length of time`,
		"pool: a\ndelay: -1s":      `"-1s" is no length of time`,
		"pool: a\nsilent: maybe":   "true or false",
	} {
		if _, err := ReadSettings(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %s", text, err, want)
		}
	}
	if _, err := ReadSettings(nil); err == nil || !strings.Contains(err.Error(), "--cloud-config") {
		t.Errorf("without a file: got %v", err)
	}
}

func TestAnnotationsComeBeforeTheSettings(t *testing.T) {
	all := Behaviour{Delay: Span(time.Minute), Refuse: "quota", Silent: Silence{ForEver: true}}
	service := &v1.Service{}
	if got, err := all.For(service); err != nil || got != all {
		t.Errorf("without annotations: got %+v %v", got, err)
	}
	service.ObjectMeta = metav1.ObjectMeta{Annotations: map[string]string{
		DelayAnnotation: "0", RefuseAnnotation: "", SilentAnnotation: "false",
	}}
	if got, err := all.For(service); err != nil || got != (Behaviour{}) {
		t.Errorf("with annotations: got %+v %v", got, err)
	}
}

func TestAnAnnotationThatCannotBeReadIsNamed(t *testing.T) {
	for _, annotation := range []string{DelayAnnotation, SilentAnnotation} {
		service := &v1.Service{ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{annotation: "soon"}}}
		if _, err := (Behaviour{}).For(service); err == nil || !strings.Contains(err.Error(), annotation) {
			t.Errorf("%s: got %v", annotation, err)
		}
	}
}
