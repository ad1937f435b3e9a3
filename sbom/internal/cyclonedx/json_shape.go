package cyclonedx

import (
	"reflect"
	"sync"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Shapes returns the shapes of the values of CycloneDX in JSON.
func Shapes() *scan.Shapes { return shapes().all }

// jsonShapes has the shapes of the types whose decoders are written by hand.
type jsonShapes struct {
	all                                                    *scan.Shapes
	component, dependency, party, contact, hash, reference *scan.Shape
	property, method, licenseChoice, license               *scan.Shape
}

var shapes = sync.OnceValue(func() jsonShapes {
	all := scan.NewShapes(reflect.TypeFor[cdx.BOM](), notation)
	return jsonShapes{
		all:           all,
		component:     all.Of(reflect.TypeFor[cdx.Component]()),
		dependency:    all.Of(reflect.TypeFor[cdx.Dependency]()),
		party:         all.Of(reflect.TypeFor[cdx.OrganizationalEntity]()),
		contact:       all.Of(reflect.TypeFor[cdx.OrganizationalContact]()),
		hash:          all.Of(reflect.TypeFor[cdx.Hash]()),
		reference:     all.Of(reflect.TypeFor[cdx.ExternalReference]()),
		method:        all.Of(reflect.TypeFor[cdx.EvidenceIdentityMethod]()),
		property:      all.Of(reflect.TypeFor[cdx.Property]()),
		licenseChoice: all.Of(reflect.TypeFor[cdx.LicenseChoice]()),
		license:       all.Of(reflect.TypeFor[cdx.License]()),
	}
})

// significant are the members, and the elements of XML, that contain components or name a
// party.
var significant = map[string]bool{
	"components": true, "component": true, "services": true, "service": true, "pedigree": true, "evidence": true,
	"supplier": true, "manufacturer": true, "manufacture": true, "publisher": true, "author": true, "authors": true,
	"provider": true, "vendor": true, "organization": true, "individual": true, "licensor": true,
	"purl": true, "cpe": true, "swid": true, "hashes": true, "externalReferences": true, "copyright": true,
}

// notation describes the JSON that the struct tags of cyclonedx-go do not describe: values
// of several forms, the types of this package that decode a part of an object, and the
// members that cyclonedx-go does not have.
var notation = scan.Notation{
	Significant: significant,
	Arrays: map[reflect.Type]reflect.Type{
		reflect.TypeFor[cdx.ToolsChoice]():            reflect.TypeFor[legacyTool](),
		reflect.TypeFor[cdx.EvidenceIdentityChoice](): reflect.TypeFor[cdx.EvidenceIdentity](),
	},
	Objects: map[reflect.Type][]reflect.Type{
		reflect.TypeFor[cdx.ToolsChoice]():            {reflect.TypeFor[toolList]()},
		reflect.TypeFor[cdx.EvidenceIdentityChoice](): {reflect.TypeFor[cdx.EvidenceIdentity]()},
		reflect.TypeFor[cdx.AsserterChoice]():         {reflect.TypeFor[party]()},
		reflect.TypeFor[cdx.JSFSignature]():           {reflect.TypeFor[jsonSignature]()},
		reflect.TypeFor[cdx.MLDatasetChoice]():        {reflect.TypeFor[cdx.ComponentData]()},
		reflect.TypeFor[cdx.PatentChoice]():           {reflect.TypeFor[cdx.Patent](), reflect.TypeFor[cdx.PatentFamily](), reflect.TypeFor[patent]()},
		reflect.TypeFor[cdx.CertificateExtension]():   {reflect.TypeFor[cdx.CommonCertificateExtension](), reflect.TypeFor[cdx.CustomCertificateExtension]()},
		reflect.TypeFor[cdx.CertificateState]():       {reflect.TypeFor[cdx.PredefinedCertificateState](), reflect.TypeFor[cdx.CustomCertificateState]()},
		reflect.TypeFor[assignee]():                   {reflect.TypeFor[party]()},
		reflect.TypeFor[composition]():                {reflect.TypeFor[cdx.Composition]()},
		reflect.TypeFor[definitions]():                {reflect.TypeFor[cdx.Definitions]()},
		reflect.TypeFor[formula]():                    {reflect.TypeFor[cdx.Formula]()},
		reflect.TypeFor[vulnerability]():              {reflect.TypeFor[cdx.Vulnerability]()},
	},
	Unread: map[reflect.Type]string{
		reflect.TypeFor[cdx.MLDatasetChoice](): "ref",
	},
}
