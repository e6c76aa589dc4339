package loadbalancer

import (
	"net/netip"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/types"
)

func TestNewPoolReadsPrefixAndRange(t *testing.T) {
	for text, want := range map[string][2]string{
		"198.18.0.128/25":           {"198.18.0.129", "198.18.0.254"},
		"198.18.0.130/25":           {"198.18.0.129", "198.18.0.254"},
		"198.18.4.0/22":             {"198.18.4.1", "198.18.7.254"},
		"198.18.0.8/31":             {"198.18.0.8", "198.18.0.9"},
		"198.18.0.8/32":             {"198.18.0.8", "198.18.0.8"},
		"198.18.0.9-198.18.0.11":    {"198.18.0.9", "198.18.0.11"},
		"198.18.0.250 - 198.18.1.3": {"198.18.0.250", "198.18.1.3"},
	} {
		pool, err := NewPool(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := [2]string{pool.first.String(), pool.last.String()}; got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestNewPoolRefusesWhatIsNone(t *testing.T) {
	for _, text := range []string{"", "everything", "198.18.0.1", "198.18.0.9-198.18.0.8", "fd00::/64", "fd00::1-fd00::2", "-"} {
		if _, err := NewPool(text); err == nil || !strings.Contains(err.Error(), "write it as") {
			t.Errorf("%q: got %v, want an error with an example", text, err)
		}
	}
}

func TestTakeGivesEachOwnerOneAddress(t *testing.T) {
	pool := newPool(t, "198.18.0.1-198.18.0.3")
	expectTaken(t, pool, "a", "198.18.0.1")
	expectTaken(t, pool, "b", "198.18.0.2")
	expectTaken(t, pool, "a", "198.18.0.1")
}

func TestAnAddressHandedBackIsTheLastToBeUsedAgain(t *testing.T) {
	pool := newPool(t, "198.18.0.1-198.18.0.3")
	expectTaken(t, pool, "a", "198.18.0.1")
	pool.HandBack("a")
	pool.HandBack("a")
	pool.HandBack("never there")
	expectTaken(t, pool, "b", "198.18.0.2")
	expectTaken(t, pool, "c", "198.18.0.3")
	expectTaken(t, pool, "d", "198.18.0.1")
}

func TestAPoolWithoutAFreeAddressSaysSoUntilOneIsBack(t *testing.T) {
	pool := newPool(t, "198.18.0.1-198.18.0.2")
	expectTaken(t, pool, "a", "198.18.0.1")
	expectTaken(t, pool, "b", "198.18.0.2")
	_, err := pool.Take("c")
	if err == nil || !strings.Contains(err.Error(), "198.18.0.1-198.18.0.2 has no address left: all 2 are taken") {
		t.Errorf("got %v", err)
	}
	pool.HandBack("b")
	expectTaken(t, pool, "c", "198.18.0.2")
}

func TestClaimKeepsAnAddressThatIsKnown(t *testing.T) {
	pool := newPool(t, "198.18.0.1-198.18.0.3")
	pool.Claim("old", netip.MustParseAddr("198.18.0.1"))
	expectTaken(t, pool, "new", "198.18.0.2")
	expectTaken(t, pool, "old", "198.18.0.1")
}

func TestClaimTakesNothingFromOthersAndNothingOutside(t *testing.T) {
	pool := newPool(t, "198.18.0.1-198.18.0.3")
	expectTaken(t, pool, "a", "198.18.0.1")
	pool.Claim("b", netip.MustParseAddr("198.18.0.1"))
	pool.Claim("c", netip.MustParseAddr("198.18.0.4"))
	pool.Claim("a", netip.MustParseAddr("198.18.0.3"))
	for _, owner := range []types.UID{"b", "c"} {
		if address, has := pool.Address(owner); has {
			t.Errorf("%s has %s", owner, address)
		}
	}
	expectTaken(t, pool, "a", "198.18.0.1")
}

func newPool(t *testing.T, text string) *Pool {
	t.Helper()
	pool, err := NewPool(text)
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

func expectTaken(t *testing.T, pool *Pool, owner types.UID, want string) {
	t.Helper()
	if got, err := pool.Take(owner); err != nil || got.String() != want {
		t.Errorf("%s: got %s %v, want %s", owner, got, err, want)
	}
}
