// Package waiver reads waivers, applies them to findings, and drafts them.
//
// A waiver covers findings with a fingerprint, or findings on a package, entity, measure
// and document. It covers a finding only while nothing about it gets worse: not with a more
// severe level, and not with evidence that was not accepted. It never covers a finding
// without evidence, such as one on the coverage of a document.
//
// A waiver that has expired, is issued in the future, is valid for too long or is overly
// broad covers nothing. These, and waivers that no longer cover their findings, are not
// used, or are about to expire, are findings themselves: see [Rule].
package waiver

import (
	_ "embed"

	"github.com/bomgate/bomgate/policy"
)

// Schema is the JSON schema (draft 2020-12) of a file of waivers.
//
//go:embed schema.json
var Schema []byte

// The members of a file of waivers and of a waiver in it.
const (
	memberWaivers     = "waivers"
	memberFingerprint = "fingerprint"
	memberComponent   = "component"
	memberEntity      = "entity"
	memberMeasure     = "measure"
	memberDocument    = "document"
	memberLevel       = "level"
	memberEvidence    = "evidence"
	memberReason      = "reason"
	memberBasis       = "basis"
	memberApprover    = "approver"
	memberTicket      = "ticket"
	memberIssued      = "issued"
	memberExpires     = "expires"
)

// Rule is the rule of findings on waivers. It is not a policy.
var Rule = policy.Rule{
	ID:          "waiver",
	Name:        "WaiverNeedsAttention",
	Title:       "Waiver that needs attention",
	Description: "A waiver has expired, is issued in the future, is valid for too long, is overly broad, no longer covers its finding, is not used, or expires soon.",
	Help: `Each waiver is the decision of a person to accept a finding for a time.

- If it has expired, or expires soon, decide again: renew it with a new issue date, or remove the component.
- If it no longer covers its finding, the finding has become more severe or rests on new evidence. Decide again whether to accept it.
- If it is overly broad, name one finding, or one package, entity, measure and document.
- If it is not used, remove it.`,
	HelpURI: "https://github.com/bomgate/bomgate#accept-a-finding",
	Level:   policy.LevelError,
}
