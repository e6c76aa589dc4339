package loadbalancer

import (
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/types"
)

// Pool hands out IPv4 addresses, one an owner. It goes round: an address that was handed back is
// the last to be handed out again, so that what still talks to its old owner does not meet the new.
type Pool struct {
	first, last netip.Addr

	mutex     sync.Mutex
	next      netip.Addr
	byOwner   map[types.UID]netip.Addr
	byAddress map[netip.Addr]types.UID
}

// NewPool reads "198.18.0.128/25" (its network and broadcast addresses are left out) or
// "198.18.0.130-198.18.0.140" (both ends are handed out).
func NewPool(text string) (*Pool, error) {
	first, last, err := ends(text)
	if err != nil {
		return nil, fmt.Errorf("pool %q: %w: write it as 198.18.0.128/25 or 198.18.0.130-198.18.0.140", text, err)
	}
	return &Pool{
		first: first, last: last, next: first,
		byOwner:   map[types.UID]netip.Addr{},
		byAddress: map[netip.Addr]types.UID{},
	}, nil
}

// Take returns the owner's address: the one it has, else the next that is free.
func (p *Pool) Take(owner types.UID) (netip.Addr, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if address, has := p.byOwner[owner]; has {
		return address, nil
	}
	start := p.next
	for {
		address := p.next
		p.next = p.after(address)
		if _, taken := p.byAddress[address]; !taken {
			p.give(owner, address)
			return address, nil
		}
		if p.next == start {
			return netip.Addr{}, fmt.Errorf("the load-balancer pool %s-%s has no address left: all %d are taken",
				p.first, p.last, len(p.byAddress))
		}
	}
}

// Claim gives the owner the very address that it is known to have, unless that is not the pool's or
// belongs to another; an owner that has an address keeps that.
func (p *Pool) Claim(owner types.UID, address netip.Addr) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	_, has := p.byOwner[owner]
	_, taken := p.byAddress[address]
	outside := address.Less(p.first) || p.last.Less(address)
	if !has && !taken && !outside {
		p.give(owner, address)
	}
}

// Address returns the address that the owner has, if it has one.
func (p *Pool) Address(owner types.UID) (address netip.Addr, has bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	address, has = p.byOwner[owner]
	return address, has
}

// HandBack makes the owner's address free; of an owner without one nothing is asked.
func (p *Pool) HandBack(owner types.UID) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	delete(p.byAddress, p.byOwner[owner])
	delete(p.byOwner, owner)
}

func (p *Pool) give(owner types.UID, address netip.Addr) {
	p.byOwner[owner] = address
	p.byAddress[address] = owner
}

func (p *Pool) after(address netip.Addr) netip.Addr {
	if address == p.last {
		return p.first
	}
	return address.Next()
}

func ends(text string) (first, last netip.Addr, err error) {
	if from, to, isRange := strings.Cut(text, "-"); isRange {
		return endsOfRange(strings.TrimSpace(from), strings.TrimSpace(to))
	}
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		return first, last, err
	}
	return endsOfPrefix(prefix.Masked())
}

func endsOfRange(from, to string) (first, last netip.Addr, err error) {
	if first, err = netip.ParseAddr(from); err != nil {
		return first, last, err
	}
	if last, err = netip.ParseAddr(to); err != nil {
		return first, last, err
	}
	if !first.Is4() || !last.Is4() {
		return first, last, fmt.Errorf("not IPv4")
	}
	if last.Less(first) {
		return first, last, fmt.Errorf("it ends before it begins")
	}
	return first, last, nil
}

func endsOfPrefix(prefix netip.Prefix) (first, last netip.Addr, err error) {
	if !prefix.Addr().Is4() {
		return first, last, fmt.Errorf("not IPv4")
	}
	bytes := prefix.Addr().As4()
	for bit := prefix.Bits(); bit < 32; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	first, last = prefix.Addr(), netip.AddrFrom4(bytes)
	if prefix.Bits() < 31 { // /31 and /32 have neither network nor broadcast address (RFC 3021).
		first, last = first.Next(), last.Prev()
	}
	return first, last, nil
}
