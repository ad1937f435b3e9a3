package identity

// Kind is the kind of a key.
type Kind string

// The kinds of keys, each with the function that returns keys of the kind.
const (
	KindOrganization Kind = "organization" // a name of an organization or person: NameKey
	KindSkeleton     Kind = "skeleton"     // what such a name and its heads look like: SkeletonKeys
	KindNear         Kind = "near"         // these skeletons with one letter left out: NearKeys
	KindSound        Kind = "sound"        // how one to three words of such a name sound: SoundKeys
	KindWord         Kind = "word"         // a word of the name of an organization, component or group: Words
	KindPURL         Kind = "purl"         // type/namespace and every parent namespace: PURLKeys
	KindPackage      Kind = "package"      // type/namespace/name: PURLKeys
	KindCPE          Kind = "cpe"          // part:vendor and part:vendor:product: CPEKeys
	KindDomain       Kind = "domain"       // host and every parent down to the registrable domain: DomainKeys
	KindHash         Kind = "hash"         // alg:hex, for Git object identifiers gitoid-sha1:hex or gitoid-sha256:hex: HashKey
	KindFile         Kind = "file"         // the base name of a file, as is and with * for its version: FileKeys
	KindApp          Kind = "app"          // the name of a component that has the form of an identifier: Fold
	KindSWID         Kind = "swid"         // a SWID tagId: Fold
	KindSigner       Kind = "signer"       // the name of a signer: NameKey
)

// Kinds returns all kinds of keys.
func Kinds() []Kind {
	return []Kind{
		KindOrganization, KindSkeleton, KindNear, KindSound, KindWord, KindPURL, KindPackage, KindCPE,
		KindDomain, KindHash, KindFile, KindApp, KindSWID, KindSigner,
	}
}

// number returns the position of the kind in [Kinds], counted from 1; 0 is not a kind.
// It is a switch because the number is needed for every key.
func (k Kind) number() uint64 {
	switch k {
	case KindOrganization:
		return 1
	case KindSkeleton:
		return 2
	case KindNear:
		return 3
	case KindSound:
		return 4
	case KindWord:
		return 5
	case KindPURL:
		return 6
	case KindPackage:
		return 7
	case KindCPE:
		return 8
	case KindDomain:
		return 9
	case KindHash:
		return 10
	case KindFile:
		return 11
	case KindApp:
		return 12
	case KindSWID:
		return 13
	case KindSigner:
		return 14
	}
	return 0
}
