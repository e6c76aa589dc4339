package loadbalancer

import (
	"fmt"
	"strings"
	"time"
)

// Span is a length of time that is written "45s", "1m30s", or as a bare number of seconds.
type Span time.Duration

// ParseSpan reads a span; it is an error if it is negative.
func ParseSpan(text string) (Span, error) {
	parsed, err := time.ParseDuration(text)
	if err != nil {
		parsed, err = time.ParseDuration(text + "s")
	}
	if err != nil || parsed < 0 {
		return 0, fmt.Errorf("%q is no length of time: write 45s, 1m30s or a number of seconds", text)
	}
	return Span(parsed), nil
}

// UnmarshalJSON takes a string or a number.
func (s *Span) UnmarshalJSON(data []byte) (err error) {
	*s, err = ParseSpan(bare(data))
	return err
}

// Silence is how long an address does not answer: a span, or for ever.
type Silence struct {
	Span    Span
	ForEver bool
}

// ParseSilence reads "true" (for ever), "false" (not at all) or a span.
func ParseSilence(text string) (Silence, error) {
	switch text {
	case "true":
		return Silence{ForEver: true}, nil
	case "false":
		return Silence{}, nil
	}
	span, err := ParseSpan(text)
	if err != nil {
		return Silence{}, fmt.Errorf("%w, true or false", err)
	}
	return Silence{Span: span}, nil
}

// UnmarshalJSON takes a boolean, a string or a number.
func (s *Silence) UnmarshalJSON(data []byte) (err error) {
	*s, err = ParseSilence(bare(data))
	return err
}

// bare is a JSON scalar without its quotation marks.
func bare(data []byte) string {
	return strings.Trim(string(data), `"`)
}
