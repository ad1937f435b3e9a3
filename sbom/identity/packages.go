package identity

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// cachedHost is the result of reading a host.
type cachedHost struct {
	site     registry.Host
	keys     []string
	found    bool        // at least one of the keys is in the key set
	named    []Statement // about the name of its owner
	original string      // see originalHost
}

// owned adds the keys of a host, and of the name of its owner.
func (r *Reader) owned(out *Reading, name string) *cachedHost {
	h := r.host(out, name, "")
	out.appendNew(h.named)
	return h
}

// host adds the keys of the host of an address. Part is the address if it is a part of
// the value, and "" if it is the whole value.
func (r *Reader) host(out *Reading, name, part string) *cachedHost {
	h, ok := r.hosts[name]
	if !ok {
		if r.hosts == nil || len(r.hosts) == maxNames {
			r.hosts = map[string]*cachedHost{}
		}
		h = r.readHost(name)
		r.hosts[strings.Clone(name)] = h
	}
	out.Stated = out.Stated || len(h.keys) > 0
	if h.found {
		for _, key := range h.keys {
			out.add(KindDomain, key, h.keys[0], part)
		}
	}
	return h
}

func (r *Reader) readHost(name string) *cachedHost {
	folded := Fold(name)
	h := &cachedHost{site: registry.HostOf(folded), keys: hostKeys(name), original: originalHost(folded)}
	h.found = slices.ContainsFunc(h.keys, func(key string) bool { return r.Keys.Has(KindDomain, key) })
	if len(h.keys) == 0 {
		return h
	}
	domain := h.keys[len(h.keys)-1]
	named := Reading{keys: r.Keys}
	if label := ownerOf(domain); label != "" {
		r.named(&named, PartyOwner, label)
		if typ := registry.PagesOf[domain[len(label)+1:]]; typ != "" {
			named.add(KindPURL, typ+"/"+label, typ+"/"+label, "")
		}
	}
	h.named = named.Statements
	return h
}

// maxAddresses is how many addresses are read that contain each other.
const maxAddresses = 4

// address adds the keys of an address: its host, and the packages to which it leads.
// Proxies and archives contain the address of the original.
func (r *Reader) address(out *Reading, value string) {
	for range maxAddresses {
		if strings.HasPrefix(value, "pkg:") {
			_ = r.purl(out, value) // the address is valid even if it does not lead to a package
			return
		}
		r.paths = registry.AppendUnhosted(r.paths[:0], value, Fold)
		if len(r.paths) > 0 {
			r.addPaths(out, r.paths)
			return
		}
		host, at := splitAddress(value)
		h := r.owned(out, host)
		if h.original != "" {
			r.host(out, h.original, "")
		}
		if at == "" || at == "/" {
			return
		}
		for range maxEscapes {
			at = chars.Unescape(at)
		}
		r.paths = h.site.Append(r.paths[:0], Fold(at))
		r.addPaths(out, r.paths)
		n := strings.Index(at, ":/")
		if n < 0 {
			return
		}
		value = strings.TrimLeft(at[n+2:], "/")
	}
}

// addPaths adds the keys of packages, and of the applications that they are. The number of
// packages is small.
func (r *Reader) addPaths(out *Reading, paths []string) {
	for _, path := range paths {
		r.addPath(out, path, path)
		if typ, name := registry.Type(path), path[strings.LastIndexByte(path, '/')+1:]; name != "" && registry.IsStore[typ] {
			out.addNew(KindApp, name, path, "")
		}
	}
}

// addPath adds the keys of the package with a path, and of the other paths under which
// it is known. A path that ends in a slash is a namespace.
func (r *Reader) addPath(out *Reading, path, whole string) {
	if r.addKeys(out, path, whole) {
		for _, other := range registry.AppendAliases(nil, path) {
			r.addKeys(out, other, whole)
		}
	}
}

// addKeys adds the keys of a package, and reports whether it may have other paths.
func (r *Reader) addKeys(out *Reading, path, whole string) bool {
	n := r.namespace(registry.Parent(path))
	for _, s := range n.statements {
		if s.Whole == "" {
			s.Whole = whole
		}
		if !out.has(s.Meaning) {
			out.append(s)
		}
	}
	if registry.Type(path) == "*" {
		return false
	}
	out.Stated = true
	if id, ok := strings.CutPrefix(path, "app/"); ok {
		out.addNew(KindApp, id, id, "")
		return false
	}
	for _, key := range registry.PackageKeys(path) {
		out.addNew(KindPackage, key, whole, "")
	}
	return n.aliased
}

// purl adds the keys of a package URL.
func (r *Reader) purl(out *Reading, value string) error {
	p, err := parsePURL(value)
	if err != nil {
		return err
	}
	p.path = registry.Repair(p.path)
	r.addPath(out, p.path, p.path)
	if !registry.IsLibrary[p.typ] {
		out.addNew(KindApp, p.name(), p.path, "")
	}
	if registry.IsGroup(p.name()) {
		r.owned(out, reverseLabels(p.name()))
	}
	for key, value := range p.eachQualifier() {
		if value != "" {
			r.qualifier(out, p, key, value)
		}
	}
	return nil
}

// qualifier adds the keys of a qualifier of a package URL.
func (r *Reader) qualifier(out *Reading, p packageURL, key, value string) {
	switch {
	case chars.HasSuffixFold(key, "url"), strings.Contains(value, "://"):
		for _, path := range p.packagesAt(value) {
			r.addPath(out, path, p.path)
		}
		r.address(out, value)
	case strings.EqualFold(key, "file_name"), strings.EqualFold(key, "filename"):
		r.file(out, value)
	case chars.OneOf(key, "author", "maintainer", "manufacturer", "publisher", "supplier", "tag_creator_name", "vendor"):
		r.named(out, PartyVendor, value)
	case registry.OwnerQualifier[p.typ] != "" && strings.EqualFold(key, registry.OwnerQualifier[p.typ]):
		if owner := cleanPath(value); owner != "" {
			r.addPath(out, p.typ+"/"+owner+"/"+p.name(), p.path)
		}
	case strings.EqualFold(key, "tag_id"):
		out.addNew(KindSWID, Fold(value), p.path, "")
		r.owned(out, TagHost(value))
	case strings.EqualFold(key, "tag_creator_regid"):
		r.owned(out, TagHost(value))
	case strings.EqualFold(key, "checksum"):
		for sum := range strings.SplitSeq(value, ",") {
			alg, hex, _ := strings.Cut(sum, ":")
			if key, ok := HashKey(alg, hex); ok {
				out.addNew(KindHash, key, key, "")
			}
		}
	}
}

// cpe adds the keys of a CPE name, and of the name of its vendor.
func (r *Reader) cpe(out *Reading, value string) error {
	keys, err := CPEKeys(value)
	if len(keys) == 0 {
		return err
	}
	out.addAll(KindCPE, keys, keys[len(keys)-1])
	_, vendor, product, _ := splitCPE(strings.TrimSpace(value))
	named, ok := r.vendors[vendor]
	if !ok {
		if r.vendors == nil || len(r.vendors) == maxNames {
			r.vendors = map[string][]Statement{}
		}
		found := Reading{keys: r.Keys}
		r.named(&found, PartyVendor, strings.ReplaceAll(vendor, "_", " "))
		named = found.Statements
		r.vendors[strings.Clone(vendor)] = named
	}
	if len(named) > 0 && repeats(vendor, product) {
		named = slices.Clone(named)
		for i := range named {
			if named[i].Kind == KindWord {
				named[i].Party = NoParty
			}
		}
	}
	out.appendNew(named)
	return nil
}

// repeats reports whether a CPE name has the product as its vendor. Generators write such a
// name if they know only the name of the package, and the dictionary of CPE names has such
// names for unknown vendors. The words of the vendor are then the words of the component's
// name.
func repeats(vendor, product string) bool {
	return underscored.Replace(strings.TrimSuffix(vendor, "_project")) == underscored.Replace(product)
}

var underscored = strings.NewReplacer("-", "_", ".", "_")

// Coordinates are the values by which a component without a package URL can identify its
// package.
type Coordinates struct {
	Type  string // of the component: container, application, …
	Group string
	Name  string
	PURL  string // the package URL, if the component has one
}

// ReadCoordinates returns the keys of the package that the coordinates of a component
// name, and its paths: type/namespace/name. Stated reports whether the registry is known, so
// that they identify a package. The paths are valid until the next call of a method.
func (r *Reader) ReadCoordinates(c Coordinates) (Reading, []string) {
	out := Reading{keys: r.Keys}
	if c.Group == "" && !registry.MayBePackage(c.Name) || registry.Repeats(c.PURL, c.Group, c.Name) {
		return out, nil
	}
	r.paths = r.paths[:0]
	switch name := strings.TrimSpace(c.Name); {
	case strings.HasPrefix(name, "pkg:"):
		_ = r.purl(&out, name)
		r.paths = r.paths[:0]
	case strings.Contains(name, "://"), strings.HasPrefix(name, "git@"):
		r.address(&out, name)
	}
	addressed := len(r.paths)
	r.paths = registry.AppendNamed(r.paths, c.Type, Fold(c.Group), Fold(c.Name))
	r.addPaths(&out, r.paths[addressed:])
	return out, r.paths
}
