package sbom

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom/identity"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// ClaimName records the claims of the name or group of component i: its words, its
// skeletons, and the identifier that it may be.
func (b *Builder) ClaimName(i int, name string) {
	b.ClaimNameAt(i, name, b.At(name))
}

// ClaimNameAt is [Builder.ClaimName] for a name at p in a longer value.
func (b *Builder) ClaimNameAt(i int, name string, p Place) {
	b.claimAt(i, identity.AsName, RoleIdentity, name, name, p)
}

// ClaimCoordinates records the package that the type, group and name of component i
// identify. Call it after [Builder.ClaimName].
func (b *Builder) ClaimCoordinates(i int) {
	c := b.Document.Component(i)
	if c.Type == "file" || c.Name == "" {
		return
	}
	r, paths := b.keys.ReadCoordinates(identity.Coordinates{Type: c.Type, Group: c.Group, Name: c.Name, PURL: c.PURL})
	if r.Stated {
		b.Document.evidence[i] |= evidenceIdentity | packageEvidence[packageOwner(c.Name)]
		for _, path := range paths {
			b.Document.evidence[i] |= packageEvidence[pathOwner(path)]
		}
	}
	value := cmp.Or(c.Group, c.Name)
	for _, s := range r.Statements {
		b.addStatement(i, RoleIdentity, s, value, b.At(value))
	}
}

// ClaimOrganization records that an organization or person has a role for component i.
// An e-mail address or URL in the name claims its domain as well.
func (b *Builder) ClaimOrganization(i int, role Role, name string) {
	b.claim(i, identity.AsOrganization, role, name)
}

// ClaimOrganizationAt is [Builder.ClaimOrganization] for a name at p in a longer value.
func (b *Builder) ClaimOrganizationAt(i int, role Role, name string, p Place) {
	b.claimAt(i, identity.AsOrganization, role, name, name, p)
}

// ClaimDomain records that a URL, e-mail address or host name has a role for
// component i.
func (b *Builder) ClaimDomain(i int, role Role, address string) {
	b.claim(i, identity.AsHost, role, address)
	if role == RoleDownload {
		b.claim(i, identity.AsFile, RoleLocation, address)
	}
}

// ClaimServiceHost records the hosts of service i if its name or group is a host: see
// serviceHosts.
func (b *Builder) ClaimServiceHost(i int, name string) {
	for _, host := range serviceHosts(name) {
		b.claimAt(i, identity.AsHost, RoleEndpoint, host, name, b.At(name))
	}
}

// ClaimPURL records a package URL of component i.
func (b *Builder) ClaimPURL(i int, purl string) { b.claim(i, identity.AsPURL, RoleIdentity, purl) }

// ClaimPURLAt is [Builder.ClaimPURL] for a package URL equivalent to the value at p.
func (b *Builder) ClaimPURLAt(i int, purl, value string, p Place) {
	b.claimAt(i, identity.AsPURL, RoleIdentity, purl, value, p)
}

// ClaimCPE records a CPE name of component i: a CPE 2.2 URI or a CPE 2.3 formatted
// string.
func (b *Builder) ClaimCPE(i int, cpe string) { b.claim(i, identity.AsCPE, RoleIdentity, cpe) }

// ClaimFile records that component i is, or contains, the file with a path.
func (b *Builder) ClaimFile(i int, path string) { b.ClaimFileAt(i, path, b.At(path)) }

// ClaimPath records a path at which component i, or a part of it, was found. It does not
// identify the component.
func (b *Builder) ClaimPath(i int, path string) { b.ClaimPathAt(i, path, b.At(path)) }

// ClaimPathAt is [Builder.ClaimPath] for a path at p in a longer value.
func (b *Builder) ClaimPathAt(i int, path string, p Place) {
	b.claimAt(i, identity.AsFile, RoleLocation, path, path, p)
	b.claimAt(i, identity.AsFolders, RoleLocation, path, path, p)
}

// ClaimFileAt is [Builder.ClaimFile] for a path at p in a longer value.
func (b *Builder) ClaimFileAt(i int, path string, p Place) {
	b.claimAt(i, identity.AsFile, RoleIdentity, path, path, p)
	b.claimAt(i, identity.AsFolders, RoleLocation, path, path, p)
}

// ClaimSWID records the identifier of a SWID tag of component i, and the host of its creator
// in the identifier.
func (b *Builder) ClaimSWID(i int, tagID string) { b.ClaimSWIDAt(i, tagID, b.At(tagID)) }

// ClaimSWIDAt is [Builder.ClaimSWID] for an identifier at p in a longer value.
func (b *Builder) ClaimSWIDAt(i int, tagID string, p Place) {
	b.claimAt(i, identity.AsSWID, RoleIdentity, tagID, tagID, p)
	b.ClaimTagHostAt(i, RoleTagCreator, tagID, p)
}

// ClaimTagHostAt records that a party has a role for component i. The host of the party
// is in the identifier of a SWID tag or of the creator of a tag, which the value at p
// contains.
func (b *Builder) ClaimTagHostAt(i int, role Role, id string, p Place) {
	b.claimAt(i, identity.AsHost, role, identity.TagHost(id), id, p)
}

// ClaimCopyright records the holders in a copyright text of component i.
func (b *Builder) ClaimCopyright(i int, text string) {
	b.claim(i, identity.AsCopyright, RoleCopyright, text)
}

// ClaimNotice records the parties that a notice or attribution text of component i
// credits. Some generators write properties as attribution texts ("FilePath: opt/x").
// ClaimNotice records the paths in these.
func (b *Builder) ClaimNotice(i int, text string) {
	if name, value, ok := strings.Cut(text, ": "); ok && IsPathProperty(name) {
		b.ClaimPathAt(i, value, b.At(text))
		return
	}
	b.claim(i, identity.AsNotice, RoleCopyright, text)
}

// ClaimNoticeAt is like ClaimNotice for a text that the value at p contains.
func (b *Builder) ClaimNoticeAt(i int, text string, p Place) {
	b.claimAt(i, identity.AsNotice, RoleCopyright, text, text, p)
}

// IsPathProperty reports whether the name of a component's property says that its value
// is a path at which a generator found the component: syft:location:0:path,
// aquasecurity:trivy:FilePath, SrcFile.
func IsPathProperty(name string) bool {
	name = strings.ToLower(name[strings.LastIndexAny(name, ":.")+1:])
	if strings.IndexByte(name, ' ') >= 0 {
		return false
	}
	return strings.HasSuffix(name, "path") || strings.HasSuffix(name, "file") || strings.HasSuffix(name, "filename") || strings.HasSuffix(name, "location")
}

// ClaimGitoid records the Git object identifier of the file or folder that component i
// is.
func (b *Builder) ClaimGitoid(i int, id string) { b.claim(i, identity.AsGitoid, RoleIdentity, id) }

// ClaimSigner records that a party signed component i, or the document's statements
// about it. The name is in the value at p.
func (b *Builder) ClaimSigner(i int, name string, p Place) {
	b.claimAt(i, identity.AsSigner, RoleSigner, name, name, p)
}

// ClaimHash records a digest of component i.
func (b *Builder) ClaimHash(i int, alg, hex string) {
	r, ok := b.keys.ReadHash(alg, hex)
	if !ok {
		if !identity.Absent(hex) {
			b.Warn(b.At(hex), "hash "+scan.Quote(hex)+" of algorithm "+scan.Quote(alg)+": expected an algorithm and hexadecimal digits")
		}
		return
	}
	b.Document.evidence[i] |= evidenceHash
	for _, s := range r.Statements {
		b.addClaim(i, RoleIdentity, s, b.At(hex))
	}
}

// claim records the claims that a value makes about component i.
func (b *Builder) claim(i int, as identity.Aspect, role Role, value string) {
	b.claimAt(i, as, role, value, value, b.At(value))
}

// claimAt records the claims of a text that the value at p contains or is equivalent to.
func (b *Builder) claimAt(i int, as identity.Aspect, role Role, text, value string, p Place) {
	if b.Source.TooLong(text, p) || identity.Absent(text) {
		return
	}
	r := b.keys.Read(as, text)
	if r.Err != nil {
		b.Warn(p, r.Err.Error())
	}
	if r.Stated {
		e := b.evidenceOf(i, as, role, value, r)
		b.Document.evidence[i] |= e
		if c := &b.Document.records[i]; e == evidenceMaker && c.maker == 0 {
			c.maker = b.Document.span(text)
		}
		if as == identity.AsPURL && role == RoleIdentity {
			b.Document.evidence[i] |= packageEvidence[packageOwner(text)]
		}
	}
	for _, s := range r.Statements {
		b.addStatement(i, role, s, value, p)
	}
}

// addStatement records a statement that the value at p makes. A statement about the
// owner of a namespace or host has a role of its own, unless the value is only mentioned.
func (b *Builder) addStatement(i int, role Role, s identity.Statement, value string, p Place) {
	switch s.Party {
	case identity.PartyOwner:
		switch role {
		case RoleReference, RoleAuthor, RoleCopyright, RoleCommit, RoleCreator, RoleMention:
			return
		}
		role = RoleNamespace
	case identity.PartyVendor:
		role = RoleVendor
	case identity.PartyCreator:
		role = RoleTagCreator
	}
	if s.Part == "" {
		s.Part = value
	}
	b.addClaim(i, role, s, p)
}

func (b *Builder) addClaim(i int, role Role, s identity.Statement, p Place) {
	b.Document.claims = append(b.Document.claims, claim{
		value:     b.Document.span(s.Part),
		place:     placeSpan(p),
		component: int32(i),
		meaning:   b.meaning(s.Meaning),
		role:      uint8(slices.Index(roles[:], role)),
	})
}

// meaning returns the index of a meaning in the document, and adds the meaning if it is
// new. The map of meanings has their hashes as keys, which take less memory than
// meanings. If another meaning has the same hash, the next number serves as the hash.
func (b *Builder) meaning(m identity.Meaning) int32 {
	for hash := maphash.Comparable(meaningSeed, m); ; hash++ {
		i, ok := b.meanings[hash]
		switch {
		case !ok:
			i = int32(len(b.Document.meanings))
			b.Document.meanings = append(b.Document.meanings, m)
			b.meanings[hash] = i
			return i
		case b.Document.meanings[i] == m:
			return i
		}
	}
}

var meaningSeed = maphash.MakeSeed()

// evidenceOf returns the evidence about component i that a value provides. A value that
// repeats the component's name adds nothing to the name, and a mere mention is not
// evidence.
func (b *Builder) evidenceOf(i int, as identity.Aspect, role Role, value string, r identity.Reading) evidence {
	switch {
	case as == identity.AsGitoid:
		return evidenceHash
	case role == RoleMention, role == RoleLocation, as == identity.AsNotice:
		return 0
	case r.Names && role.Maker():
		return evidenceMaker
	case role == RoleIdentity && value == b.Document.string(b.Document.records[i].name):
		return evidenceName
	}
	return evidenceIdentity
}

// packageEvidence is the evidence that a package URL provides, by the owner of its name.
var packageEvidence = [...]evidence{
	ownerCollection: evidencePackage,
	ownerAccount:    evidencePackage | evidenceRegistry,
}
