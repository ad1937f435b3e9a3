package spdx

import (
	"reflect"
	"sync"

	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// Shapes returns the shapes of the values of SPDX 2.3 in JSON and YAML.
func Shapes() *scan.Shapes { return shapes().all }

// jsonShapes has the shapes of the types whose decoders are written by hand.
type jsonShapes struct {
	all               *scan.Shapes
	pkg, relationship *scan.Shape
}

var shapes = sync.OnceValue(func() jsonShapes {
	all := scan.NewShapes(reflect.TypeFor[jsonDocument](), notation)
	return jsonShapes{all, all.Of(reflect.TypeFor[jsonPackage]()), all.Of(reflect.TypeFor[jsonRelationship]())}
})

// notation has the members of SPDX 2.1 to 2.3 that are not read, and those that contain
// components or name a party.
var notation = scan.Notation{
	Unread: map[reflect.Type]string{
		reflect.TypeFor[jsonDocument](): `dataLicense comment annotations revieweds`,
		reflect.TypeFor[jsonLicense]():  `comment crossRefs licenseId seeAlsos`,
		reflect.TypeFor[jsonCreation](): `comment licenseListVersion`,
		reflect.TypeFor[jsonPackage](): `annotations comment description summary sourceInfo builtDate releaseDate validUntilDate
			licenseComments licenseConcluded licenseDeclared licenseInfoFromFiles packageVerificationCode`,
		reflect.TypeFor[jsonFile]():         `annotations comment fileDependencies fileTypes licenseComments licenseConcluded licenseInfoInFiles`,
		reflect.TypeFor[snippet]():          `annotations comment licenseComments licenseConcluded licenseInfoInSnippets name ranges`,
		reflect.TypeFor[jsonExternalRef]():  `comment referenceCategory`,
		reflect.TypeFor[jsonRelationship](): `comment`,
	},
	Significant: map[string]bool{
		"packages": true, "package": true, "components": true, "files": true, "snippets": true, "relationships": true, "documentDescribes": true,
		"supplier": true, "originator": true, "packageSupplier": true, "packageOriginator": true, "creators": true,
	},
}
