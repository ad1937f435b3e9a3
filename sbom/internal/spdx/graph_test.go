package spdx

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/corpustest"
	"github.com/bomgate/bomgate/sbom/internal/scan"
	"github.com/go-json-experiment/json"
)

// TestGraphVocabularyMatchesSPDX3 checks that no name of SPDX 3.0.1 is refused as a
// misspelling of another name, and that all members that are read exist.
func TestGraphVocabularyMatchesSPDX3(t *testing.T) {
	text := corpustest.Read(t, "spdx+spdx-spec/rdf/spdx-context.jsonld")
	var context struct {
		Names map[string]any `json:"@context"`
	}
	if err := json.Unmarshal(text, &context); err != nil {
		t.Fatal(err)
	}
	g := newGraphCollector(sbom.NewBuilder(&sbom.Document{}, &scan.Source{}, nil))
	members := knownMembers().Clone()
	terms := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(context.Names)) {
		term := g.prefixes.term(name)
		terms[term] = true
		vocabulary := &members
		if 'A' <= term[0] && term[0] <= 'Z' {
			vocabulary = &g.classes
		}
		if wrong := vocabulary.NearMiss(term); wrong != "" {
			t.Errorf("name %q of SPDX 3.0.1 is refused: %s", name, wrong)
		}
	}
	for term := range terms {
		isMember := 'a' <= term[0] && term[0] <= 'z'
		if _, read := graphMembers[term]; isMember && !read && !isUnreadTerm(term) {
			t.Errorf("member %q is not read, and unreadTerms does not have it", term)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(graphMembers)) {
		if !terms[name] && name != "@value" {
			t.Errorf("member %q is read, but SPDX 3.0.1 does not have it", name)
		}
	}
}

// isUnreadTerm reports whether unreadTerms has a member.
func isUnreadTerm(term string) bool {
	for _, terms := range unreadTerms {
		if slices.Contains(strings.Fields(terms), term) {
			return true
		}
	}
	return false
}

// unreadTerms are the members of SPDX 3.0.1 that are not read, by reason.
var unreadTerms = map[string]string{
	"free text": `comment description summary statement sourceInfo actionStatement impactStatement statusNotes limitation
		informationAboutApplication informationAboutTraining modelDataPreprocessing modelExplainability standardCompliance typeOfModel
		anonymizationMethodUsed dataCollectionProcess dataPreprocessing datasetNoise datasetUpdateMechanism intendedUse knownBias`,
	"a time": `actionStatementTime buildEndTime buildStartTime builtTime endTime impactStatementTime modifiedTime publishedTime releaseTime startTime
		validUntilTime withdrawnTime`,
	"a kind or a number": `annotationType autonomyType beginIntegerRange byteRange catalogType confidentialityLevel contentType datasetAvailability
		datasetSize datasetType decisionType domain endIntegerRange exploited fileKind hasSensitivePersonalInformation justificationType lineRange
		percentile probability profileConformance safetyRiskAssessment sbomType score sensor severity supportLevel useSensitivePersonalInformation
		vectorString vexVersion additionalPurpose energyConsumption energyQuantity energyUnit finetuningEnergyConsumption
		inferenceEnergyConsumption trainingEnergyConsumption hyperparameter metric metricDecisionThreshold`,
	"the license, not its parties": `additionText customIdToUri dataLicense deprecatedVersion isDeprecatedAdditionId isDeprecatedLicenseId isFsfLibre
		isOsiApproved licenseExpression licenseListVersion licenseXml listVersionAdded member obsoletedBy seeAlso
		standardAdditionTemplate standardLicenseHeader standardLicenseTemplate subjectAddition subjectExtendableLicense subjectLicense`,
	"details of a process":                 `buildId buildType configSourceDigest configSourceEntrypoint configSourceUri environment parameter`,
	"the subject of another element":       `assessedElement subject`,
	"about other documents and namespaces": `spdx context definingArtifact import locationHint namespace namespaceMap prefix`,
	"who issues identifiers":               `issuingAuthority`,
	"an extension, or a pair in one":       `extension cdxPropName cdxPropValue cdxProperty key value`,
	"names of files that are left out":     `packageVerificationCodeExcludedFile`,
	"the name of a standard":               `standardName`,
}
