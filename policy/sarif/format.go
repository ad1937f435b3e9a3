package sarif

import (
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/bomgate/bomgate/sbom"
)

// The objects of SARIF 2.1.0, section 3, with the properties that this package writes.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    array[run] `json:"runs"`
}

// array is a JSON array whose elements are made one by one while it is written, to save
// memory. It is never null.
type array[T any] iter.Seq[T]

// MarshalJSONTo implements [json.MarshalerTo].
func (a array[T]) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for v := range a {
		if err := json.MarshalEncode(enc, v); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

type run struct {
	Tool              tool              `json:"tool"`
	AutomationDetails automationDetails `json:"automationDetails"`
	Invocations       []invocation      `json:"invocations"`
	ColumnKind        string            `json:"columnKind"`
	Results           array[result]     `json:"results"`
	Properties        runProperties     `json:"properties"`
}

type runProperties struct {
	Title         string               `json:"logFileName"` // Microsoft's SARIF viewer shows it as the heading of a run
	Documents     []documentProperties `json:"documents"`
	MoreDocuments int                  `json:"moreDocuments,omitzero"` // number of documents that are left out
	Decision      string               `json:"decision"`               // about all documents
	ExitCode      int                  `json:"exitCode"`
	FailOn        string               `json:"failOn"`
	AsOf          string               `json:"asOf,omitzero"`
	Given         string               `json:"asOfGiven,omitzero"`
	Acts          []string             `json:"acts"`
	Nexus         []string             `json:"nexus"`
	Measures      []string             `json:"measures"` // their IDs
	Waived        int                  `json:"waived"`
	Policies      []input              `json:"policies"`
	Config        *input               `json:"config,omitzero"`
	Waivers       *input               `json:"waivers,omitzero"`
	Baseline      *input               `json:"baseline,omitzero"`
}

type documentProperties struct {
	Document   string   `json:"document"`
	Digest     string   `json:"sha256,omitzero"`
	TextDigest string   `json:"textSha256,omitzero"`
	Verdict    string   `json:"verdict"`
	Coverage   coverage `json:"coverage"`
}

// input is a file that the decision depends on.
type input struct {
	File   string `json:"file"`
	Digest string `json:"sha256"`
}

type coverage struct {
	sbom.Coverage
	Share     float64 `json:"share"`
	NameShare float64 `json:"nameShare"`
	Missing   int     `json:"missing"`
}

type tool struct {
	Driver toolComponent `json:"driver"`
}

type toolComponent struct {
	Name            string                `json:"name"`
	Version         string                `json:"version,omitzero"`
	SemanticVersion string                `json:"semanticVersion,omitzero"`
	InformationURI  string                `json:"informationUri"`
	Rules           []reportingDescriptor `json:"rules"`
}

type reportingDescriptor struct {
	ID                   string                 `json:"id"`
	Name                 string                 `json:"name"`
	ShortDescription     message                `json:"shortDescription"`
	FullDescription      message                `json:"fullDescription"`
	Help                 message                `json:"help"`
	HelpURI              string                 `json:"helpUri,omitzero"`
	DefaultConfiguration reportingConfiguration `json:"defaultConfiguration"`
	Properties           ruleProperties         `json:"properties"`
}

type reportingConfiguration struct {
	Level string `json:"level"`
}

type ruleProperties struct {
	Tags             []string `json:"tags"`
	Precision        string   `json:"precision"`
	ProblemSeverity  string   `json:"problem.severity"`
	SecuritySeverity string   `json:"security-severity"`
}

type automationDetails struct {
	ID          string  `json:"id"`
	Description message `json:"description"`
}

type invocation struct {
	ExecutionSuccessful        bool           `json:"executionSuccessful"`
	ToolExecutionNotifications []notification `json:"toolExecutionNotifications,omitempty"`
}

type notification struct {
	Level     string     `json:"level"`
	Message   message    `json:"message"`
	Locations []location `json:"locations,omitempty"`
}

type message struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitzero"`
}

type result struct {
	RuleID              string              `json:"ruleId"`
	RuleIndex           int                 `json:"ruleIndex"`
	Kind                string              `json:"kind"`
	Level               string              `json:"level"`
	Message             message             `json:"message"`
	Locations           []location          `json:"locations"`
	RelatedLocations    []location          `json:"relatedLocations,omitempty"`
	CodeFlows           []codeFlow          `json:"codeFlows,omitempty"`
	PartialFingerprints partialFingerprints `json:"partialFingerprints"`
	BaselineState       string              `json:"baselineState,omitzero"`
	Suppressions        []suppression       `json:"suppressions,omitempty"`
	Properties          resultProperties    `json:"properties"`
}

// suppression is a waiver.
type suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

type location struct {
	ID               int               `json:"id,omitzero"`
	PhysicalLocation physicalLocation  `json:"physicalLocation"`
	LogicalLocations []logicalLocation `json:"logicalLocations,omitempty"`
	Message          message           `json:"message,omitzero"`

	Properties *locationProperties `json:"properties,omitzero"`
}

type locationProperties struct {
	Document string `json:"document,omitzero"` // the name of the SBOM, if the location is an anchor
	Line     int    `json:"line,omitzero"`     // in the SBOM
	Column   int    `json:"column,omitzero"`
	Pointer  string `json:"pointer,omitzero"` // a JSON pointer, an XPath or a tag
}

type physicalLocation struct {
	ArtifactLocation artifactLocation `json:"artifactLocation"`
	Region           region           `json:"region"`
}

type artifactLocation struct {
	URI string `json:"uri"`
}

type region struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type logicalLocation struct {
	Name               string `json:"name,omitzero"`
	FullyQualifiedName string `json:"fullyQualifiedName,omitzero"`
	Kind               string `json:"kind,omitzero"`
}

type codeFlow struct {
	ThreadFlows []threadFlow `json:"threadFlows"`
}

type threadFlow struct {
	Locations []threadFlowLocation `json:"locations"`
}

type threadFlowLocation struct {
	Location location `json:"location"`
}

type partialFingerprints struct {
	PrimaryLocationLineHash string `json:"primaryLocationLineHash"`
	Bomgate                 string `json:"bomgate/v1"`
}

type resultProperties struct {
	SecuritySeverity string     `json:"security-severity"`
	Component        *component `json:"component,omitzero"`
	Entity           string     `json:"entity,omitzero"`
	EntityID         string     `json:"entityId,omitzero"`
	Evidence         []evidence `json:"evidence"`
	MoreEvidence     int        `json:"moreEvidence,omitzero"` // number of values that are left out
	Chain            []relation `json:"chain"`
	Measure          string     `json:"measure,omitzero"`
	Citation         string     `json:"citation,omitzero"`
	Act              string     `json:"act,omitzero"`
	ActFrom          string     `json:"actFrom,omitzero"`
	AsOf             string     `json:"asOf,omitzero"`
	Nexus            []string   `json:"nexus"`
	Path             []string   `json:"path"`
	Reasons          []string   `json:"reasons"`
	Remedy           string     `json:"remedy,omitzero"`
}

type component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
	Ref     string `json:"ref"`
}

type evidence struct {
	Class   string `json:"class"`
	Kind    string `json:"kind"`
	Role    string `json:"role"`
	Key     string `json:"key"`
	Value   string `json:"value"`
	Pointer string `json:"pointer"`
}

type relation struct {
	From       string  `json:"from"`
	Type       string  `json:"type"`
	To         string  `json:"to"`
	Share      float64 `json:"share,omitzero"`
	Since      string  `json:"since,omitzero"`
	Confidence string  `json:"confidence"`
}
