package sbom

// Wrapper is a file format or encoding around an SBOM.
type Wrapper struct {
	Kind     WrapperKind
	Decoded  bool   // the content was decoded to another text, in which the places of the document are
	Verified bool   // a signature was verified with a key; without keys, signatures are ignored
	Signer   string // the name of that key
}

// WrapperKind is the kind of a wrapper. For a text that was converted to UTF-8, it is the
// name of the character set in lower case: "utf-16le", "windows-1252".
type WrapperKind string

// The kinds of wrappers other than character sets.
const (
	WrapperGzip           WrapperKind = "gzip"            // RFC 1952
	WrapperZstd           WrapperKind = "zstd"            // RFC 8878
	WrapperBzip2          WrapperKind = "bzip2"           // of the command bzip2
	WrapperXZ             WrapperKind = "xz"              // .xz file format 1.2
	WrapperTar            WrapperKind = "tar"             // archive of files; the name of the document ends with the path of the file in it
	WrapperZip            WrapperKind = "zip"             // likewise
	WrapperGitHub         WrapperKind = "github"          // an object with the document as its member sbom, as exported by GitHub's dependency graph
	WrapperJSON           WrapperKind = "json"            // an array with the document in it, or an object with other members
	WrapperInToto         WrapperKind = "in-toto"         // in-toto attestation statement 0.1 or 1
	WrapperDSSE           WrapperKind = "dsse"            // Dead Simple Signing Envelope 1.0
	WrapperSigstoreBundle WrapperKind = "sigstore-bundle" // Sigstore bundle 0.1 to 0.3
)
