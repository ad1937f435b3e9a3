package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Level is how grave a finding is. The words are SARIF's.
type Level string

// The levels, gravest first.
const (
	LevelError   Level = "error"   // prohibited on strong evidence at the evaluation date
	LevelWarning Level = "warning" // a person must look
	LevelNote    Level = "note"    // worth knowing
)

func (l Level) known() bool { return l.rank() >= 0 }

// rank orders levels, the most severe first. It is -1 for an unknown level.
func (l Level) rank() int {
	return slices.Index([]Level{LevelError, LevelWarning, LevelNote}, l)
}

// AtLeast reports whether the level is as severe as another, or more.
func (l Level) AtLeast(other Level) bool { return l.rank() <= other.rank() }

// Verdict is the outcome for a document or a run.
type Verdict string

// The verdicts. Undetermined is never a pass.
const (
	Fail         Verdict = "fail"         // at least one error
	Undetermined Verdict = "undetermined" // could not be judged
	Review       Verdict = "review"       // at least one warning
	Pass         Verdict = "pass"
)

// Overall returns the verdict on a run over several documents, which is the most
// severe one: fail, undetermined, review or pass. Without documents it is undetermined.
func Overall(reports []*Report) Verdict {
	if len(reports) == 0 {
		return Undetermined
	}
	return slices.MinFunc(reports, func(a, b *Report) int { return cmp.Compare(a.Verdict.rank(), b.Verdict.rank()) }).Verdict
}

// rank orders verdicts, the most severe first. It is -1 for an unknown verdict.
func (v Verdict) rank() int {
	return slices.Index([]Verdict{Fail, Undetermined, Review, Pass}, v)
}

// Context is what the question is asked for: the date, the acts that the
// producer is about to do, and the places and persons that bind them.
type Context struct {
	AsOf  time.Time // the date of the act
	Acts  []string  // "integrate", "resell", …: the acts' names in the measures' data
	Nexus []string  // "us", …
}

// How much a report keeps, so that no document makes it large.
const (
	MaxFindings = 5000 // the gravest
	MaxWarnings = 100  // the first
	MaxLinks    = 1000 // the first
	MaxPath     = 98   // components of a path
)

// Report is what the policies say about one document. It stands alone: nothing in
// it keeps the document in memory.
type Report struct {
	Document *Document // nil where the document could not be read: see Fault
	Name     string    // of the document, as given
	Context  Context
	Rules    []Rule // all rules that were asked, sorted by id, whether they found something or not
	Coverage sbom.Coverage
	Verdict  Verdict
	Findings []Finding     // gravest first, then by place; [MaxFindings] at most
	Counts   map[Level]int // of all findings, those included that are left out
	Fault    error         // why there is no verdict: the document could not be read or evaluated. An *sbom.Error has a place
}

// Omitted is how many findings are left out of the report, none graver than
// those that it has.
func (r *Report) Omitted() int {
	n := -len(r.Findings)
	for _, count := range r.Counts {
		n += count
	}
	return max(n, 0)
}

// Document is what a report says of the document that it is about.
type Document struct {
	Format         sbom.Format
	SpecVersion    string
	Encoding       sbom.Encoding
	ID             string
	Version        string
	Title          string
	Location       sbom.Location // where it begins
	ComponentCount int
	Wrappers       []sbom.Wrapper
	Warnings       []Warning // in the order of the document, [MaxWarnings] at most
	WarningCount   int       // of all warnings, those included that are left out
	Links          []Link    // each document, or component in it, once; [MaxLinks] at most
	LinkCount      int       // of all such, those included that are left out
	Missing        int       // documents that it refers to and that are not given, as far as [Connect] was asked
}

// Warning is what the reader stumbled over.
type Warning struct {
	Message  string
	Location sbom.Location
}

// Link is a reference to another document, see [sbom.Link].
type Link struct {
	Document  string
	Version   string
	Ref       string
	Hashes    []string
	Location  sbom.Location
	Component *Component   // that refers, nil where that is the document as a whole
	Way       []*Component // from the root to what refers, if it needs what it refers to; else nil
	Given     *Report      // on the other document, if it is among those of the run: see [Connect]
}

// String names the document that is referred to.
func (l *Link) String() string {
	if l.Version == "" {
		return l.Document
	}
	return l.Document + " version " + l.Version
}

// References returns the first link to each other document.
func (d *Document) References() []*Link {
	var first []*Link
	seen := map[string]bool{}
	for i := range d.Links {
		if l := &d.Links[i]; !seen[l.String()] {
			seen[l.String()] = true
			first = append(first, l)
		}
	}
	return first
}

// Component is a component of a document that a finding speaks of.
type Component struct {
	Document string // name of the document that it stands in
	Location sbom.Location
	Origin   sbom.Origin
	Type     string
	Ref      string
	Group    string
	Name     string
	Version  string
	PURL     string
}

// Rule is one rule as its METADATA describes it.
type Rule struct {
	ID          string // the last element of its package's path, and so its folder's name
	Title       string // one line
	Description string
	Help        string    // what to do, as Markdown
	HelpURI     string    // first related resource, or ""
	Level       Level     // of its findings unless they say otherwise
	Measures    []Measure // those that it judges by: all of them where METADATA has custom.measures: true

	ofMeasures bool
	ofEvidence bool // custom.judges: evidence
}

// Finding is one thing that a rule found.
type Finding struct {
	Rule        string // Rule.ID
	Level       Level
	Message     string       // the finding in one sentence: who, on what, under which measure, since when, why
	Why         string       // why the level is what it is, in words; "" if the rule does not say
	Component   *Component   // nil where it concerns the document as a whole
	Evidence    []Evidence   // strongest first; empty where the finding concerns the whole document
	Entity      *Entity      // nil where no entity matched
	Chain       []Relation   // how Entity is tied to an entity that the measure names; empty if it is named itself
	Measure     *Measure     // nil where no measure is concerned
	Act         *Act         // the act of the context that the level is for; nil without a measure
	Reasons     []string     // why the level is what it is: "unknown-category", "not-shipped", "not-in-force", …, sorted
	Remedy      string       // what to do, one or two sentences
	Path        []*Component // the way from the root to Component, both included; nil stands for what is left out of a long one
	Fingerprint string       // 64 hex digits: rule, entity, measure and the component's identity; stable when the SBOM is regenerated
}

// Evidence is a claim that a finding rests on, with its place found.
type Evidence struct {
	Claim     sbom.Claim
	Component *Component // that the claim is about, nil where that is the document as a whole
	Location  sbom.Location
	Class     string // what sort of evidence: "maker", "registry", "lookalike", "domain", …
}

// Entity is a company, group, brand or person in the entity data.
type Entity struct {
	ID   string
	Name string
}

// Relation is one tie between two entities.
type Relation struct {
	From, To   Entity
	Type       string  // "subsidiary-of", …
	Share      float64 // percent held, 0 if unknown
	Since      string  // date or year, "" if unknown
	Confidence string  // "primary", "confirmed", "verified", "inferred", "unconfirmed"
}

// Measure is a ban, as its data describe it.
type Measure struct {
	ID       string
	Title    string
	Citation string
	URL      string
	Help     string // what it prohibits, since when, as Markdown
}

// Act is an act that a measure speaks of.
type Act struct {
	Name    string
	From    time.Time // zero: the measure does not prohibit it
	InForce bool
}

// fingerprint identifies a finding by what it is about: rule, measure, entity, the
// product that the SBOM describes, and the component's identity. It stays the same
// when the same SBOM is generated again.
func fingerprint(doc *sbom.Document, component int, f *Finding) string {
	parts := []string{"bomgate/v1", f.Rule, "", "", productOf(doc), componentIdentity(doc.Component(component))}
	if f.Measure != nil {
		parts[2] = f.Measure.ID
	}
	if f.Entity != nil {
		parts[3] = f.Entity.ID
	}
	return digestOf(parts...)
}

func digestOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// componentIdentity names a component without its version: its package, else its group and name.
func componentIdentity(c sbom.Component) string {
	if _, packages, err := identity.PURLKeys(c.PURL); err == nil && len(packages) > 0 {
		return packages[0]
	}
	return c.Type + "\x00" + identity.Fold(c.Group) + "\x00" + identity.Fold(c.Name)
}

// productOf names the product that the document describes.
func productOf(doc *sbom.Document) string {
	if root := doc.Root(); root != 0 {
		return componentIdentity(doc.Component(root))
	}
	return identity.Fold(doc.Title)
}
