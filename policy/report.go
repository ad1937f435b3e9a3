package policy

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/identity"
)

// Level is the severity of a finding, as in SARIF.
type Level string

// The levels.
const (
	LevelError   Level = "error"   // prohibited on strong evidence at the evaluation date
	LevelWarning Level = "warning" // a person must look
	LevelNote    Level = "note"    // worth knowing
)

// Levels returns all levels, the most severe first.
func Levels() []Level { return []Level{LevelError, LevelWarning, LevelNote} }

func (l Level) known() bool { return l.rank() >= 0 }

// rank orders levels, the most severe first. It is -1 for an unknown level.
func (l Level) rank() int { return slices.Index(Levels(), l) }

// AtLeast reports whether the level is as severe as another, or more.
func (l Level) AtLeast(other Level) bool { return l.rank() <= other.rank() }

// Compare returns a negative number if the level is more severe than another, a positive
// number if it is less severe, and 0 if they are equal.
func (l Level) Compare(other Level) int { return cmp.Compare(l.rank(), other.rank()) }

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
	return slices.MinFunc(reports, func(a, b *Report) int { return a.Verdict.Compare(b.Verdict) }).Verdict
}

// Compare returns a negative number if the verdict is more severe than another, a
// positive number if it is less severe, and 0 if they are equal.
func (v Verdict) Compare(other Verdict) int { return cmp.Compare(v.rank(), other.rank()) }

// rank orders verdicts, the most severe first. It is -1 for an unknown verdict.
func (v Verdict) rank() int {
	return slices.Index([]Verdict{Fail, Undetermined, Review, Pass}, v)
}

// The limits of a report.
const (
	MaxFindings = 5000 // the most severe
	MaxWarnings = 100  // the first
	MaxLinks    = 1000 // the first
	MaxPath     = 98   // components of a path
)

// Report is the result of evaluating the policies on one document. It shares no memory
// with the document.
type Report struct {
	Document *Document // nil if there is a Fault
	Name     string    // of the document, as given
	Digest   string    // SHA-256 of the file in lower-case hexadecimal; "" if it is not known
	Context  Context
	Rules    []Rule // all rules that were evaluated, sorted by ID
	Coverage sbom.Coverage
	Verdict  Verdict
	Findings []Finding     // the most severe first, then in the order of the document; at most [MaxFindings]
	Counts   map[Level]int // of all findings, including omitted ones
	Fault    error         // the error in reading or evaluating the document, or nil; an *sbom.Error has a location
}

// WhyUndetermined returns why the document is undetermined, or "" if it has another
// verdict. If there is a Fault, it is the reason.
func (r *Report) WhyUndetermined() string {
	switch n := r.Coverage; {
	case r.Fault != nil:
		return r.Fault.Error()
	case r.Verdict != Undetermined:
		return ""
	case n.Components == 0:
		return "the document lists no components"
	case !n.Judgeable():
		return fmt.Sprintf("no component has evidence other than a name or a hash (%d listed)", n.Components)
	case 100*n.Share() < r.Context.MinCoverage:
		return fmt.Sprintf("the coverage is %.0f %%, and %v %% are required", math.Floor(100*n.Share()), r.Context.MinCoverage)
	}
	return "the policies returned undetermined"
}

// Omitted returns the number of findings that the report does not have, because they
// are less severe than the ones that it has.
func (r *Report) Omitted() int {
	n := -len(r.Findings)
	for _, count := range r.Counts {
		n += count
	}
	return max(n, 0)
}

// OmittedOf returns the number of omitted findings of a level: see [Report.Omitted].
func (r *Report) OmittedOf(l Level) int {
	n := r.Counts[l]
	for i := range r.Findings {
		if r.Findings[i].Level == l {
			n--
		}
	}
	return max(n, 0)
}

// Document describes the document of a report.
type Document struct {
	Format         sbom.Format
	SpecVersion    string
	Encoding       sbom.Encoding
	ID             string
	Version        string
	Title          string
	Product        string        // identifies the product that the document describes, without its version
	Digest         string        // SHA-256 of the text in which the locations are, in lower-case hexadecimal; "" if it is the file
	Location       sbom.Location // of its start
	ComponentCount int
	Wrappers       []sbom.Wrapper
	Warnings       []Warning // in the order of the document; at most [MaxWarnings]
	WarningCount   int       // of all warnings, including omitted ones
	Links          []Link    // each document, or component in it, once; at most [MaxLinks]
	LinkCount      int       // of all links, including omitted ones
	Missing        int       // documents that it refers to and that are not given, set by [Connect]
}

// Warning is a problem in a document that does not prevent its evaluation.
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
	Component *Component   // the component that refers; nil if the document as a whole does
	Way       []*Component // from the root to the component that refers, if it needs the other document; else nil
	Given     *Report      // on the other document, if it is one of the run: see [Connect]
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

// Component is a component in a finding or on its path.
type Component struct {
	Document string // name of its document
	Location sbom.Location
	Origin   sbom.Origin
	Type     string
	Ref      string
	Group    string
	Name     string
	Version  string
	PURL     string
}

// Rule is a rule as described by its METADATA.
type Rule struct {
	ID          string // the last element of its package's path, which is also the name of its folder
	Name        string // short, in Pascal case, as in BannedSupplier; "" if METADATA has no custom.name
	Title       string // one line
	Description string
	Help        string    // what to do, as Markdown
	HelpURI     string    // first related resource, or ""
	Related     []string  // URIs of the other related resources
	Level       Level     // of findings without a level
	Measures    []Measure // all measures if custom.measures is true in its METADATA, else none
}

// Finding is a finding of a rule.
type Finding struct {
	Rule        string // Rule.ID
	Level       Level
	Message     string        // one sentence: which component, entity, evidence, measure and date
	Why         string        // the reasons for the level in words; "" if the rule gives none
	Component   *Component    // nil if the finding concerns the document as a whole, or a waiver
	Location    sbom.Location // in the file of waivers; zero unless the finding concerns a waiver
	Evidence    []Evidence    // the strongest first; empty if the finding concerns the document as a whole
	Entity      *Entity       // nil if no entity matched
	Chain       []Relation    // the relations from Entity to a target of the measure; empty if Entity is a target
	Measure     *Measure      // nil if no measure is concerned
	Act         *Act          // the act of the context that the level is for; nil without a measure
	Reasons     []string      // the reasons for the level: "unknown-category", "not-shipped", "not-in-force", …, sorted
	Remedy      string        // what to do, in one or two sentences
	Path        []*Component  // from the root to Component, both included; nil is a gap in a long path
	Waiver      *Waiver       // covers the finding; nil if none does
	Change      Change        // relative to the baseline
	Fingerprint string        // 64 hex digits of rule, entity, measure and the component's identity; stable when the SBOM is regenerated
}

// Evidence is a claim that a finding rests on.
type Evidence struct {
	Claim     sbom.Claim
	Component *Component // the component that makes the claim; nil if the document as a whole does
	Location  sbom.Location
	Class     string // "maker", "registry", "lookalike", "domain", …
}

// Entity is a company, group, brand or person in the entity data.
type Entity struct {
	ID   string
	Name string
}

// Relation is a relation between two entities.
type Relation struct {
	From, To   Entity
	Type       string  // "subsidiary-of", …
	Share      float64 // percent held, 0 if unknown
	Since      string  // date or year, "" if unknown
	Confidence string  // "primary", "confirmed", "verified", "inferred", "unconfirmed"
}

// Measure is a ban as described by its data.
type Measure struct {
	ID       string
	Title    string
	Citation string
	URL      string
	Help     string // what it prohibits, and since when, as Markdown

	Questions []Question
}

// Act is an act in a measure.
type Act struct {
	Name    string
	From    time.Time // zero if the measure does not prohibit the act
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

// printableProduct returns the product of a document with a slash between the parts of its
// name.
func printableProduct(doc *sbom.Document) string {
	parts := strings.Split(productOf(doc), "\x00")
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
}
