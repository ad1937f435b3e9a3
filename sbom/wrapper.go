package sbom

// Wrapper is something that an SBOM comes in.
type Wrapper struct {
	Kind     WrapperKind
	Decoded  bool   // its content is another text than the one around it, and places are places in that text
	Verified bool   // a signature of it has been verified with a key; what signatures nobody looked at say is nothing
	Signer   string // the name of that key
}

// WrapperKind is what a wrapper is; for a text that was transcoded, the name of
// its charset in lower case: "utf-16le", "windows-1252".
type WrapperKind string

// The kinds of wrappers that are no charsets.
const (
	WrapperGzip           WrapperKind = "gzip"            // RFC 1952
	WrapperZstd           WrapperKind = "zstd"            // RFC 8878
	WrapperGitHub         WrapperKind = "github"          // an object whose member sbom is the document, as GitHub's dependency graph exports it
	WrapperInToto         WrapperKind = "in-toto"         // in-toto attestation statement 0.1 or 1
	WrapperDSSE           WrapperKind = "dsse"            // Dead Simple Signing Envelope 1.0
	WrapperSigstoreBundle WrapperKind = "sigstore-bundle" // Sigstore bundle 0.1 to 0.3
)
