package identity

// Kind is the kind of a key, and so of the claim that has it.
type Kind string

// The kinds of keys, each with the function that makes it.
const (
	KindOrganization Kind = "organization" // a name of an organization or person: NameKey
	KindSkeleton     Kind = "skeleton"     // what the same name and the heads of it look like: SkeletonKeys
	KindNear         Kind = "near"         // the same skeletons with one letter left out: NearKeys
	KindWord         Kind = "word"         // each word of an organization, component or group name: Words
	KindPURL         Kind = "purl"         // type/namespace and every parent namespace: PURLKeys
	KindPackage      Kind = "package"      // type/namespace/name: PURLKeys
	KindCPE          Kind = "cpe"          // part:vendor and part:vendor:product: CPEKeys
	KindDomain       Kind = "domain"       // host and every parent down to the registrable domain: DomainKeys
	KindHash         Kind = "hash"         // alg:hex: HashKey; of Git's object identifiers gitoid-sha1:hex or gitoid-sha256:hex
	KindFile         Kind = "file"         // a file's base name, as is and with its version as *: FileKeys
	KindApp          Kind = "app"          // a component's name that looks like an identifier, folded: Fold
	KindSWID         Kind = "swid"         // a SWID tagId, folded: Fold
	KindSigner       Kind = "signer"       // a signer's name: NameKey
)

// Kinds returns all kinds of keys.
func Kinds() []Kind {
	return []Kind{
		KindOrganization, KindSkeleton, KindNear, KindWord, KindPURL, KindPackage, KindCPE,
		KindDomain, KindHash, KindFile, KindApp, KindSWID, KindSigner,
	}
}
