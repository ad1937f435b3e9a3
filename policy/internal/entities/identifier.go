package entities

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom/identity"
)

// identifier is a fact that names or identifies an entity or a product.
type identifier struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
	fact
}

// identifierKinds are the kinds of identifiers.
var identifierKinds = []string{
	"organization", "brand", "lookalike", "name", "purl", "package", "cpe", "domain", "hash", "file", "app", "swid", "signer",
}

// called returns the words of the name that a package or CPE identifier gives its product.
func (i *identifier) called() string {
	switch i.Kind {
	case "package":
		return identity.FoldWords(i.Value[strings.LastIndexByte(i.Value, '/')+1:])
	case "cpe":
		return identity.FoldWords(i.Value[strings.LastIndexByte(i.Value, ':')+1:])
	}
	return ""
}

// kindKey is the kind and the normalized key of a claim.
type kindKey struct {
	kind identity.Kind
	key  string
}

func (k kindKey) hash() uint64 { return identity.Hash(k.kind, k.key) }

// appendKeys appends the keys of the claims that match the identifier. If one has the
// kind [identity.KindWord], it is the last.
func (i *identifier) appendKeys(keys []kindKey) ([]kindKey, error) {
	if err := checkLength(i.Kind, i.Value); err != nil {
		return keys, err
	}
	err := i.check()
	var kind identity.Kind
	var key string
	if err == nil {
		kind, key, err = i.key()
	}
	if err == nil && key == "" {
		err = errors.New("empty after normalization: expected letters or digits")
	}
	if err == nil {
		err = i.checkKey(key)
	}
	if err != nil {
		return keys, fmt.Errorf("%s %q: %w", i.Kind, i.Value, err)
	}
	if i.Kind == "name" {
		return keys, nil // [Index.namesOf] has the keys
	}
	if elsewhere := identity.ElsewhereKey(kind, key); elsewhere != "" && i.Confidence != "unconfirmed" {
		keys = append(keys, kindKey{kind, elsewhere})
	}
	switch kind {
	case identity.KindOrganization:
		joined, spaced := skeletons(key)
		keys = append(keys, kindKey{identity.KindSkeleton, joined})
		if spaced != joined {
			keys = append(keys, kindKey{identity.KindSkeleton, spaced})
		}
	case identity.KindFile:
		for _, more := range identity.FileKeys(i.Value)[1:] {
			keys = append(keys, kindKey{identity.KindFile, more})
		}
	case identity.KindPackage:
		if file := identity.PackageFileKey(key); file != "" && i.Confidence != "unconfirmed" {
			keys = append(keys, kindKey{identity.KindFile, file})
		}
	case identity.KindWord:
		words := identity.FoldWords(i.Value)
		keys = append(keys, lookalikeKeys(words)...)
		if i.Kind == "brand" {
			for _, sound := range slices.Concat(identity.SoundKeys(words), identity.RomanKeys(words)) {
				keys = append(keys, kindKey{identity.KindSound, sound}, kindKey{identity.KindSound, identity.SoundMark(sound)})
			}
		}
	}
	return append(keys, kindKey{kind, key}), nil
}

// key normalizes the value with the functions that sbom normalizes claims with. The
// key of a brand is its first word.
func (i *identifier) key() (kind identity.Kind, key string, err error) {
	first := func(keys []string) string {
		if len(keys) == 0 {
			return ""
		}
		return keys[0]
	}
	switch i.Kind {
	case "organization":
		return identity.KindOrganization, identity.NameKey(i.Value), nil
	case "brand", "lookalike", "name":
		return identity.KindWord, firstWord(identity.FoldWords(i.Value)), nil
	case "purl":
		if key, err = identity.PURLNamespaceKey(i.Value); err != nil {
			err = errors.New("expected type/namespace, as in npm/@owner")
		}
		return identity.KindPURL, key, err
	case "package":
		if key, err = identity.PURLPackageKey(i.Value); err != nil {
			err = errors.New("expected type/namespace/name or type/name, without a version")
		}
		return identity.KindPackage, key, err
	case "cpe":
		if key, err = identity.CPEKey(i.Value); err != nil {
			err = errors.New("expected part:vendor or part:vendor:product with the part a, o or h")
		}
		return identity.KindCPE, key, err
	case "domain":
		if key = first(identity.DomainKeys(i.Value)); key == "" {
			err = errors.New("expected a host name below a public suffix")
		}
		return identity.KindDomain, key, err
	case "hash":
		alg, hex, _ := strings.Cut(i.Value, ":")
		key, ok := identity.HashKey(alg, hex)
		if !ok {
			err = errors.New("expected an algorithm and hexadecimal digits, as in sha256:…")
		}
		return identity.KindHash, key, err
	case "file":
		return identity.KindFile, first(identity.FileKeys(i.Value)), nil
	case "app":
		return identity.KindApp, identity.Fold(i.Value), nil
	case "swid":
		return identity.KindSWID, identity.Fold(i.Value), nil
	case "signer":
		return identity.KindSigner, identity.NameKey(i.Value), nil
	}
	return "", "", fmt.Errorf("unknown kind: expected %s", suggest.Expected(i.Kind, identifierKinds))
}

// lookalikeKeys returns the keys of names that look like a name, begin with one that
// does, or differ from these by one letter.
func lookalikeKeys(words string) []kindKey {
	joined, spaced := skeletons(words)
	keys := appendLookalikeKeys(make([]kindKey, 0, 4*len(spaced)+16), joined)
	if spaced != joined {
		keys = appendLookalikeKeys(keys, spaced)
	}
	return keys
}

func appendLookalikeKeys(keys []kindKey, skeleton string) []kindKey {
	for _, mark := range identity.NearMarks(skeleton) {
		keys = append(keys, kindKey{identity.KindNear, mark})
	}
	for _, key := range []string{skeleton, skeleton + "*"} {
		keys = append(keys, kindKey{identity.KindSkeleton, key})
		for _, near := range identity.NearKeys(key) {
			keys = append(keys, kindKey{identity.KindNear, near})
		}
	}
	return keys
}

// skeletons returns the skeletons of a name: without its spaces, because its words may be
// joined, and with them.
func skeletons(words string) (joined, spaced string) {
	spaced = identity.Skeleton(words)
	return strings.ReplaceAll(spaced, " ", ""), spaced
}
