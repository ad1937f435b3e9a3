package cyclonedx_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/bomgate/bomgate/sbom"
)

// TestSchemaMembersAreRead checks, for each member of the JSON schema of CycloneDX that can
// be a string, that the reader knows it, and that its value becomes a part of the document
// unless the member is listed in unreadMembers.
func TestSchemaMembersAreRead(t *testing.T) {
	used := map[string]bool{}
	for _, version := range []string{"1.2", "1.3", "1.4", "1.5", "1.6", "1.7"} {
		w := newSchemaWalk(t, version)
		w.walk()
		if len(w.members) < 50 {
			t.Fatalf("schema %s: got %d members, want all", version, len(w.members))
		}
		for _, m := range w.members {
			t.Run(version+"/"+m.label, func(t *testing.T) { checkMember(t, version, m, used) })
		}
	}
	for _, labels := range unreadMembers {
		for label := range strings.FieldsSeq(labels) {
			if !used[label] {
				t.Errorf("unreadMembers has %q, which is read or which no schema has", label)
			}
		}
	}
}

// schemaMember is a member of the schema, at one path in a document.
type schemaMember struct {
	label string   // the definition and the member
	path  []string // names of members; "[]" for an element of an array
}

// isUnread reports whether a member is in unreadMembers, and records the labels with which it
// matches.
func isUnread(member string, used map[string]bool) bool {
	unread := false
	for _, labels := range unreadMembers {
		for label := range strings.FieldsSeq(labels) {
			pattern, isPattern := strings.CutSuffix(label, "*")
			suffix, isSuffix := strings.CutPrefix(label, "*")
			if label == member || isPattern && strings.HasPrefix(member, pattern) || isSuffix && strings.HasSuffix(member, suffix) {
				used[label], unread = true, true
			}
		}
	}
	return unread
}

func checkMember(t *testing.T, version string, m schemaMember, used map[string]bool) {
	seen := false
	for _, value := range sampleValues {
		doc, err := read(sampleDocument(version, m.path, value))
		if err != nil {
			t.Fatalf("%v: %v", m.path, err)
		}
		for _, w := range doc.Warnings {
			if strings.HasPrefix(w.Message, "unknown member") {
				t.Errorf("%v: %s", m.path, w.Message)
			}
		}
		seen = seen || mentionsSample(doc)
	}
	if !seen && !isUnread(m.label, used) {
		t.Errorf("%v: the value is not read, and unreadMembers does not have %q", m.path, m.label)
	}
}

// sampleValues are values of several kinds. Each contains a word by which it is found, or a
// digest.
var sampleValues = []string{
	"Marker", "https://marker.example/owner/name", "pkg:npm/marker/name", "cpe:2.3:a:marker:name:1:*:*:*:*:*:*:*",
	"gitoid:blob:sha1:" + sampleDigest, sampleDigest, "Copyright 2024 Marker Ltd",
}

const sampleDigest = "261eeb9e9f8b2b4b0d119366dda99c6fd7d35c64"

// sampleDocument returns a document with a value at a path.
func sampleDocument(version string, path []string, value string) string {
	var v any = value
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == "[]" {
			v = []any{v}
			continue
		}
		object := map[string]any{path[i]: v}
		if i > 1 && path[i-2] == "hashes" {
			object["alg"] = "SHA-1"
		}
		for name, sibling := range sampleSiblings[path[i]] {
			object[name] = sibling
		}
		v = object
	}
	top := v.(map[string]any)
	top["bomFormat"], top["specVersion"] = "CycloneDX", version
	text, err := json.Marshal(top)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// sampleSiblings are the members without which the reader does not read a member.
var sampleSiblings = map[string]map[string]any{
	"concludedValue": {"field": "purl"},
}

// mentionsSample reports whether a document contains one of the sample values.
func mentionsSample(doc *sbom.Document) bool {
	values := []string{doc.Title, doc.ID, doc.Version, doc.Created}
	for _, c := range doc.Claims() {
		values = append(values, c.Value)
	}
	for _, l := range doc.Links {
		values = append(values, l.Document, l.Ref)
	}
	for _, c := range doc.Components() {
		values = append(values, c.Ref, c.Group, c.Name, c.Version, c.PURL, c.Type)
	}
	return slices.ContainsFunc(values, func(s string) bool {
		return strings.Contains(strings.ToLower(s), "marker") || strings.Contains(s, sampleDigest)
	})
}

// schemaWalk finds the members of a schema, in the shortest paths.
type schemaWalk struct {
	roots   map[string]map[string]any // by file
	visited map[string]bool           // definitions
	queue   []schemaNode
	members []schemaMember
	labels  map[string]bool
}

// schemaNode is a schema at a path.
type schemaNode struct {
	file   string
	schema map[string]any
	label  string
	path   []string
}

func newSchemaWalk(t *testing.T, version string) *schemaWalk {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/CycloneDX/cyclonedx-go").Output()
	if err != nil {
		t.Fatal(err)
	}
	w := &schemaWalk{roots: map[string]map[string]any{}, visited: map[string]bool{}, labels: map[string]bool{}}
	for _, file := range []string{"bom-" + version + ".schema.json", "jsf-0.82.schemax.json"} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "schema", file))
		if err != nil {
			t.Fatal(err)
		}
		var root map[string]any
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		w.roots[strings.TrimSuffix(file, ".schemax.json")] = root
	}
	file := "bom-" + version + ".schema.json"
	w.queue = []schemaNode{{file, w.roots[file], "bom", nil}}
	return w
}

func (w *schemaWalk) walk() {
	for len(w.queue) > 0 {
		n := w.queue[0]
		w.queue = w.queue[1:]
		w.visit(n)
	}
}

// visit adds the members of a schema to the queue, and a schema of strings to the members.
func (w *schemaWalk) visit(n schemaNode) {
	if ref, ok := n.schema["$ref"].(string); ok {
		w.follow(n, ref)
		return
	}
	for _, choice := range []string{"oneOf", "anyOf", "allOf"} {
		list, _ := n.schema[choice].([]any)
		for _, s := range list {
			w.add(n, s, n.label, n.path)
		}
	}
	properties, _ := n.schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if !strings.HasPrefix(name, "$") {
			w.add(n, properties[name], n.label+"."+name, append(slices.Clip(n.path), name))
		}
	}
	switch items := n.schema["items"].(type) {
	case map[string]any:
		w.add(n, items, n.label, append(slices.Clip(n.path), "[]"))
	case []any:
		for _, s := range items {
			w.add(n, s, n.label, append(slices.Clip(n.path), "[]"))
		}
	}
	if n.schema["type"] == "string" && n.schema["enum"] == nil && n.schema["format"] != "date-time" && n.schema["format"] != "date" {
		w.addMember(n.label, n.path)
	}
}

func (w *schemaWalk) add(n schemaNode, schema any, label string, path []string) {
	if s, ok := schema.(map[string]any); ok {
		w.queue = append(w.queue, schemaNode{n.file, s, label, path})
	}
}

func (w *schemaWalk) addMember(label string, path []string) {
	if len(path) > 0 && !w.labels[label] {
		w.labels[label] = true
		w.members = append(w.members, schemaMember{label, path})
	}
}

// representatives are, by definition, the member that is checked at each use of the
// definition.
var representatives = map[string][]string{
	"organizationalEntity": {"name"}, "organizationalContact": {"name"}, "organizationalEntityOrContact": {"organization", "name"},
	"component": {"publisher"}, "service": {"provider", "name"}, "externalReference": {"url"}, "hash": {"content"},
}

// follow visits a definition once, and one of its members at each use.
func (w *schemaWalk) follow(n schemaNode, ref string) {
	file, pointer, _ := strings.Cut(ref, "#")
	if strings.HasPrefix(file, "jsf") {
		n.file = "jsf-0.82"
	} else if file != "" {
		return // of licenses, with an enumeration
	}
	var at any = w.roots[n.file]
	for name := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		at = at.(map[string]any)[name]
	}
	definition := pointer[strings.LastIndexByte(pointer, '/')+1:]
	if member, ok := representatives[definition]; ok {
		w.addMember(n.label, append(slices.Clip(n.path), member...))
	}
	schema := at.(map[string]any)
	if schema["type"] == "string" || schema["properties"] == nil && schema["type"] != "array" {
		w.add(n, at, n.label, n.path) // a type of text, or a choice
		return
	}
	if key := n.file + "#" + pointer; !w.visited[key] {
		w.visited[key] = true
		w.add(n, at, definition, n.path)
	}
}

// unreadMembers are the members whose values do not become a part of the document, by
// reason. A star at the end is any text.
var unreadMembers = map[string]string{
	"free text": `annotations.text attachment.contentType bom.declarations.affirmation.statement bom.declarations.attestations.map.confidence.rationale
		bom.declarations.attestations.map.conformance.rationale bom.declarations.attestations.summary bom.declarations.claims.predicate
		bom.declarations.claims.reasoning bom.declarations.evidence.description citation.note citation.expressions command.executed commit.message
		component.description component.pedigree.notes componentData.description condition.* event.description externalReference.comment
		graphicsCollection.description issue.description issue.name metadata.lifecycles.* modelCard.considerations.* fairnessAssessment.* risk.*
		patentAssertions.notes releaseNotes.* note.locale service.description serviceData.description step.* tags task.description
		trigger.description workflow.description workspace.description`,
	"a reference within the document, or the name by which others refer to the object": `annotations.bom-ref annotations.subjects
		bom.declarations.assessors.bom-ref bom.declarations.attestations.assessor
		bom.declarations.attestations.map.claims bom.declarations.attestations.map.conformance.mitigationStrategies
		bom.declarations.attestations.map.counterClaims bom.declarations.attestations.map.requirement bom.declarations.claims.bom-ref
		bom.declarations.claims.counterEvidence bom.declarations.claims.evidence bom.declarations.claims.mitigationStrategies
		bom.declarations.claims.target bom.declarations.evidence.bom-ref citation.attributedTo citation.bom-ref citation.pointers citation.process
		componentData.bom-ref componentEvidence.identity.tools componentIdentityEvidence.tools componentEvidence.occurrences.bom-ref
		compositions.* formula.bom-ref license.bom-ref licenseChoice.bom-ref licenseChoice.expressionDetails.bom-ref
		modelCard.bom-ref modelCard.modelParameters.datasets.ref organizationalContact.bom-ref organizationalEntity.bom-ref postalAddress.bom-ref
		patent.bom-ref patentAssertions.bom-ref patentAssertions.patentRefs patentFamily.bom-ref patentFamily.members resourceReferenceChoice.ref`,
	"a property of something else than a component, or not the path of a file": `property.*`,
	"a kind, a number or a format": `bom.specVersion component.mime-type component.versionRange swid.version commit.uid bom.declarations.evidence.propertyName
		*.classification *.sensitiveData serviceData.name componentData.name graphic.name service.trustZone bom.declarations.affirmation.signatories.role
		inputOutputMLParameters.format modelCard.modelParameters.* performanceMetric.*`,
	"the address or telephone of a party whose name is read": `postalAddress.* organizationalContact.phone`,
	"the license, not its parties":                           `component.licenses.expression service.licenses.expression license.* licenseChoice.* licensing.*`,
	"the call of a component, not the component": `componentEvidence.callstack.frames.function componentEvidence.callstack.frames.module
		componentEvidence.callstack.frames.package componentEvidence.callstack.frames.parameters componentEvidence.occurrences.additionalContext componentEvidence.occurrences.symbol`,
	"cryptography":                                                       `cryptoProperties.* cryptoRefArray cipherSuite.* ikeV2* relatedCryptographicAsset.* securedBy.*`,
	"details of a process or its workspace":                              `event.uid inputType.environmentVars outputType.environmentVars parameter.* task.uid trigger.uid workflow.uid volume.* workspace.*`,
	"details of a patent":                                                `patent.* patentFamily.* priorityApplication.*`,
	"the source of evidence about the document":                          `bom.declarations.evidence.data.*`,
	"a party that governs such evidence":                                 `dataGovernanceResponsibleParty.*`,
	"who provides energy for training":                                   `energyProvider.*`,
	"a standard, not a component":                                        `standard.*`,
	"a vulnerability, not a component":                                   `advisory.* vulnerability* rating.*`,
	"a matter that a patch or release resolves":                          `issue.*`,
	"a digest of what a reference leads to, unless it is a distribution": `externalReference.hashes`,
	"read as a certificate or an XML document, see the tests of these":   `signer.certificatePath attachment.content`,
	"other parts of a signature":                                         `signer.*`,
}
