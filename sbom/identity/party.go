package identity

import (
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// Party says whose name a statement is about, if the value is not itself a name.
type Party uint8

// The parties.
const (
	NoParty      Party = iota
	PartyOwner         // the owner of a namespace or host: its name is compared with the names of organizations
	PartyVendor        // the vendor in a CPE name
	PartyCreator       // the creator in the package URL of a SWID tag
)

// maxNames bounds the caches of a [Reader].
const maxNames = 4096

// maxStatements bounds the statements of a cached reading.
const maxStatements = 8

// organization returns the keys of a value that names an organization or a person.
func (r *Reader) organization(value string) Reading {
	known, ok := r.organizations[value]
	if ok {
		return known
	}
	out := Reading{keys: r.Keys}
	r.party(&out, value)
	if len(value) <= maxName && len(out.Statements) <= maxStatements {
		if r.organizations == nil || len(r.organizations) == maxNames {
			r.organizations = map[string]Reading{}
		}
		r.organizations[strings.Clone(value)] = out
	}
	return out
}

// namespace is the result of reading a namespace, without its packages.
type namespace struct {
	statements []Statement // Whole is "" for the keys of the namespace itself
	aliased    bool        // its packages have other paths, see [registry.AppendAliases]
}

// namespace returns the keys of a namespace of package URLs, and of the names in it.
func (r *Reader) namespace(path string) namespace {
	n, ok := r.namespaces[path]
	if ok {
		return n
	}
	if r.namespaces == nil || len(r.namespaces) == maxNames {
		r.namespaces = map[string]namespace{}
	}
	out := Reading{keys: r.Keys}
	typ, names, ok := strings.Cut(path, "/")
	if ok && typ != "*" {
		for _, key := range registry.NamespaceKeys(path) {
			out.add(KindPURL, key, "", "")
		}
	}
	if ok {
		r.parties(&out, typ, strings.Split(names, "/"))
	}
	n = namespace{out.Statements, len(registry.AppendAliases(nil, path+"/x")) > 0}
	r.namespaces[strings.Clone(path)] = n
	return n
}

// parties adds the keys of the names in the segments of a namespace.
func (r *Reader) parties(out *Reading, typ string, segments []string) {
	switch typ {
	case "swid":
		r.named(out, PartyCreator, segments[0])
		for _, regid := range segments[1:] {
			r.owned(out, regid)
		}
		return
	case "maven":
		r.owned(out, reverseLabels(segments[0]))
		segments = segments[:1]
	case "docker", "oci", "generic", "*": // an owner can be on any level
		segments = segments[:min(len(segments), registry.MaxLevels)]
	default:
		n := 1
		if host := segments[0]; strings.IndexByte(host, '.') > 0 {
			if _, known := registry.ForgeType(host); known {
				return // the account is in the namespace of the forge: see appendAliases
			}
			n = 2
		}
		segments = segments[:min(len(segments), n)]
	}
	for _, s := range segments {
		switch {
		case strings.IndexByte(s, '.') < 0:
			owner := strings.TrimLeft(s, "@~+")
			from := len(out.Statements)
			out.add(KindPURL, registry.Elsewhere+owner, owner, "")
			mark(out.Statements[from:], PartyOwner)
			r.named(out, PartyOwner, owner)
		case typ == "maven" || registry.Has(s):
		case registry.IsGroup(s) && !registry.IsHost(s):
			r.owned(out, reverseLabels(s))
		default:
			r.owned(out, s)
		}
	}
}

// named adds the keys of the name of a party. The name of an owner is one word. It is not
// respelled as the names of organizations are, because the respellings of one word match
// brands by chance. It also has no near keys if it has an initial, as the accounts of
// persons do: such a name differs in one letter from the name without the initial.
func (r *Reader) named(out *Reading, party Party, name string) {
	read := Reading{keys: r.Keys}
	name = decodeEscapes(name)
	if party != PartyOwner {
		r.readName(&read, name, "", true)
	} else if whole := trimForms(FoldWords(name)); whole != "" {
		r.addName(&read, whole, "", !hasInitial(whole), false)
	}
	mark(read.Statements, party)
	out.Statements = append(out.Statements, read.Statements...)
}

func mark(statements []Statement, party Party) {
	for i := range statements {
		if statements[i].Kind != KindDomain {
			statements[i].Party = party
		}
	}
}

// ownerOf returns the label of a domain that its owner chose, or "" if the domain
// belongs to a forge or registry.
func ownerOf(domain string) string {
	if registry.Has(domain) {
		return ""
	}
	label, _, _ := strings.Cut(domain, ".")
	return label
}
