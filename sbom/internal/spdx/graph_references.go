package spdx

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// fact is a value of an element or object that may be a claim about a component which
// refers to it.
type fact struct {
	member string // name, identifier, identifierLocator, locator, hashValue or contentIdentifierValue; or the member that refers to an object
	typ    string // of the identifier, hash or locator
	value  string // the value; or the id of the object
}

// reference is a reference from a member of a component to an element.
type reference struct {
	component int
	member    string
	id        string
}

// delegation is a component with an agent whose delegates have been recorded for it.
type delegation struct {
	component int
	agent     string
}

// party is an agent that a relationship names, with the type of the relationship.
type party struct{ typ, agent string }

// addReferences records the values of a member of component i: objects at once, and
// references to elements at the end of the document.
func (g *graphCollector) addReferences(i int, member string, n *ldNode) {
	for v := range n.all(member) {
		if v.node != nil {
			g.addClaims(i, member, appendFacts(nil, v.node))
		} else if !g.isNone(v.text) {
			g.references = append(g.references, reference{i, member, v.text})
		}
	}
}

// appendFacts appends the facts of an object, without the objects to which it refers.
func appendFacts(facts []fact, n *ldNode) []fact {
	identifier, locator, hash, content := n.text("externalIdentifierType"), n.text("externalRefType"), n.text("algorithm"), n.text("contentIdentifierType")
	for _, v := range n.values {
		f := fact{member: v.member, value: v.text}
		switch v.member {
		case "name", "identifierLocator":
		case "identifier":
			f.typ = identifier
		case "locator":
			f.typ = locator
		case "hashValue":
			f.typ = hash
		case "contentIdentifierValue":
			f.typ = content
		default:
			continue
		}
		facts = append(facts, f)
	}
	return facts
}

// addClaims records the facts of an element or object, to which a member of component i
// refers, as claims about the component.
func (g *graphCollector) addClaims(i int, member string, facts []fact) {
	role, party := graphParties[member]
	for _, f := range facts {
		typ := g.prefixes.word(f.typ)
		switch {
		case party && f.member == "name":
			g.b.ClaimOrganization(i, role, f.value)
		case party && f.member != "hashValue":
			g.b.ClaimDomain(i, role, f.value)
		case party, f.member == "name": // the hash of a party and the name of an object are not claims
		case f.member == "hashValue":
			g.b.ClaimHash(i, typ, f.value)
		case typ == "gitoid", typ == "swhid":
			g.b.ClaimGitoid(i, f.value)
		case typ == "email":
			g.b.ClaimDomain(i, sbom.RoleContact, f.value)
		default:
			g.collector.addExternalRef(i, cmp.Or(externalRefTypes[typ], typ), f.value)
		}
	}
}

// resolveReferences records the claims of the elements to which components refer.
func (g *graphCollector) resolveReferences() error {
	for _, element := range slices.Sorted(maps.Keys(g.parties)) {
		for _, i := range g.b.Resolve(element) {
			if err := g.refer(i, element); err != nil {
				return err
			}
		}
	}
	for n := 0; n < len(g.references); n++ { // the loop appends the agents to whom an agent delegates
		r := g.references[n]
		facts, known, err := g.resolve(r.id)
		if err != nil {
			return err
		}
		size := len(facts)
		for _, f := range facts {
			size += len(f.value)
		}
		if err := g.charge(r.id, size); err != nil {
			return err
		}
		switch {
		case !known:
			if err := g.addUnresolved(r); err != nil {
				return err
			}
		case r.member == "createdUsing": // tools are components
		default:
			g.addClaims(r.component, r.member, facts)
			if err := g.addAgent(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// refer adds references from component i to the parties that relationships of an element
// or agent name.
func (g *graphCollector) refer(i int, id string) error {
	if g.referred[delegation{i, id}] || len(g.parties[id]) == 0 {
		return nil
	}
	g.referred[delegation{i, id}] = true
	for _, p := range g.parties[id] {
		if err := g.charge(id, 1); err != nil {
			return err
		}
		g.references = append(g.references, reference{i, p.typ, p.agent})
	}
	return nil
}

// addAgent records what the id of the agent in a reference states: its host, unless it is in
// the namespace of the document, and the agents to which it delegates.
func (g *graphCollector) addAgent(r reference) error {
	role, party := graphParties[r.member]
	if !party {
		return nil
	}
	if strings.Contains(r.id, "://") && !g.isLocal(r.id) {
		g.b.ClaimDomain(r.component, role, r.id)
	}
	if role == sbom.RoleCreator {
		return nil
	}
	return g.refer(r.component, r.id)
}

// resolve returns the facts of the elements with an id and of the objects to which they
// refer, and reports whether the document has such elements.
func (g *graphCollector) resolve(id string) (facts []fact, known bool, err error) {
	if facts, known = g.resolved[id]; known {
		return facts, true, nil
	}
	own, known := g.facts[id]
	for _, f := range own {
		if graphMembers[f.member]&object == 0 {
			facts = append(facts, f)
			continue
		}
		for _, inner := range g.facts[f.value] {
			if err := g.charge(id, 1); err != nil {
				return nil, true, err
			}
			if graphMembers[inner.member]&object == 0 {
				facts = append(facts, inner)
			}
		}
	}
	for _, i := range g.b.Resolve(id) { // a component may be a party
		facts, known = append(facts, fact{member: "name", value: g.b.Document.Component(i).Name}), true
	}
	if known {
		g.resolved[id] = facts
	}
	return facts, known, nil
}

// charge refuses a document in which references repeat more than twice its size. Many
// references to an element with many facts would otherwise take quadratic time and memory.
func (g *graphCollector) charge(id string, size int) error {
	if g.budget -= size; g.budget >= 0 {
		return nil
	}
	return &scan.Fault{Offset: g.b.At(id).Start, Message: "too many references to elements such as " + scan.Quote(id) + ": expected references to repeat at most twice the size of the document"}
}

// addUnresolved records a reference to an element that the document does not contain. A URL
// on another host has the host of the party, and some generators write the name of the party
// instead of its id. It refuses a document that states a party of a component by nothing but
// an id, because the component cannot be judged without the party.
func (g *graphCollector) addUnresolved(r reference) error {
	role, party := graphParties[r.member]
	_, imported := g.external[g.prefixes.expand(r.id)]
	switch {
	case !party:
	case strings.Contains(r.id, "://") && (role == sbom.RoleCreator || !imported && !g.isLocal(r.id)):
		g.b.ClaimDomain(r.component, role, r.id)
	case !imported && (strings.ContainsRune(r.id, ' ') || !strings.Contains(r.id, ":") && !strings.HasPrefix(r.id, "SPDXRef-")):
		g.b.ClaimOrganization(r.component, role, r.id)
	case role != sbom.RoleCreator:
		c := g.b.Document.Component(r.component)
		message := r.member + " " + scan.Quote(r.id) + " of " + string(c.Origin) + " " + scan.Quote(cmp.Or(c.Name, c.Ref)) + ": its maker is described in another document or not at all: expected the agent in this document"
		return &scan.Fault{Offset: g.b.At(r.id).Start, Message: message, Hint: "merge the documents into one"}
	}
	g.b.Warn(g.b.At(r.id), r.member+" "+scan.Quote(r.id)+": expected the id of an element of this document")
	return nil
}

// isLocal reports whether an id is on the same host as the ids of the document. The host is
// then not the host of a party.
func (g *graphCollector) isLocal(id string) bool {
	host := identity.DomainKeys(id)
	return len(host) > 0 && slices.Contains(identity.DomainKeys(g.b.Document.ID), host[0])
}

// isNone reports whether an id belongs to an individual that does not represent an element,
// such as NoneElement and NoAssertionElement (Core).
func (g *graphCollector) isNone(id string) bool {
	switch g.prefixes.term(id) {
	case "NoneElement", "NoAssertionElement", "SpdxOrganization":
		return true
	}
	return identity.Absent(id)
}

// addExternalMap records ExternalMap (Core): the element is part of another document. The
// map does not contain the id of that document, so the link has the namespace of the
// element, which is usually the namespace of the document.
func (g *graphCollector) addExternalMap(n *ldNode) {
	iri := g.prefixes.expand(n.text("externalSpdxId"))
	if iri == "" {
		return
	}
	l := sbom.Link{Document: cmp.Or(sbom.Namespace(iri), iri), Ref: iri}
	for v := range n.all("verifiedUsing") {
		if v.node == nil {
			continue
		}
		if key, ok := identity.HashKey(g.prefixes.word(v.node.text("algorithm")), v.node.text("hashValue")); ok {
			l.Hashes = append(l.Hashes, key)
		}
	}
	g.external[iri] = l
	g.b.AddLink(n.text("externalSpdxId"), l)
}

// linkExternal links components to the elements of other documents on which they depend.
func (g *graphCollector) linkExternal() {
	g.b.RemoveDependencies(func(from, to string, p sbom.Place) bool {
		l, ok := g.external[to]
		if !ok || len(g.b.Resolve(to)) > 0 {
			return false
		}
		g.b.AddExternalDependency(from, p, l)
		return true
	})
}
