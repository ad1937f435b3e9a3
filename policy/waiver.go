package policy

import (
	"strconv"
	"time"

	"github.com/bomgate/bomgate/sbom"
)

// Waiver is the decision of a person to accept a finding for a time. It covers the findings
// with a fingerprint, or on a package, entity, measure and document.
type Waiver struct {
	Location sbom.Location // in the file of waivers

	Fingerprint string // of the finding; "" if the next four say what is covered
	PURL        string // of the component; without a version it covers all versions
	Entity      string // its ID
	Measure     string // its ID
	Document    string // the product that the SBOM describes: [Document.Product]

	Level    Level    // of the finding that was accepted; it does not cover a more severe one
	Evidence []string // that was accepted, as from [Evidence.String]; it does not cover a finding with more

	Reason   string
	Basis    string // the legal basis or the number of a license
	Approver string
	Ticket   string
	Issued   time.Time
	Expires  time.Time // the last day
}

// Change says how a finding differs from an earlier report, the baseline.
type Change string

// The changes.
const (
	ChangeUnknown Change = ""          // there is no baseline
	ChangeNew     Change = "new"       // the baseline does not have the finding
	ChangeWorse   Change = "worse"     // the finding is more severe than in the baseline, or a waiver covers it only there
	ChangeNone    Change = "unchanged" // the baseline has the finding with the same or a more severe level
)

// Counts reports whether a finding counts for the gate: no waiver covers it, and it is not in
// the baseline.
func (f *Finding) Counts() bool { return f.Waiver == nil && f.Change != ChangeNone }

// String describes evidence without its place and version, as in
// `maker organization "ao kaspersky lab"`. Evidence with equal strings is equally strong.
func (e Evidence) String() string {
	return e.Class + " " + string(e.Claim.Kind) + " " + strconv.Quote(e.Claim.Key)
}
