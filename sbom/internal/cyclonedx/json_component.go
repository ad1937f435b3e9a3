package cyclonedx

import (
	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// decodeValue decodes the next value. Components with their parties, hashes and references,
// and dependencies, make up most of a document, so they are decoded without reflection. All
// other types are decoded by the struct tags of cyclonedx-go.
func decodeValue(r *scan.JSON, v any) error {
	switch x := v.(type) {
	case *cdx.Component:
		return decodeComponent(r, x)
	case *cdx.Dependency:
		return decodeDependency(r, x)
	}
	return r.Decode(v)
}

// decodeComponent decodes the members of a component that state something.
func decodeComponent(r *scan.JSON, x *cdx.Component) error {
	return r.Object(func(name string) error {
		if s := componentString(x, name); s != nil {
			return r.Text(s)
		}
		if v := componentValue(x, name); v != nil {
			return r.Decode(v)
		}
		switch name {
		case "components":
			return decodeList(r, &x.Components, decodeComponent)
		case "hashes":
			return decodeList(r, &x.Hashes, decodeHash)
		case "externalReferences":
			return decodeList(r, &x.ExternalReferences, decodeReference)
		case "licenses":
			return decodeLicenses(r, &x.Licenses)
		case "supplier":
			x.Supplier = new(cdx.OrganizationalEntity)
			return decodeParty(r, x.Supplier)
		case "manufacturer":
			x.Manufacturer = new(cdx.OrganizationalEntity)
			return decodeParty(r, x.Manufacturer)
		case "authors":
			return decodeList(r, &x.Authors, decodeContact)
		case "properties":
			return decodePaths(r, &x.Properties)
		}
		return r.SkipUnknown(shapes().component, name)
	})
}

// componentString returns the field of a component for a member that is a string, or
// nil.
func componentString(x *cdx.Component, name string) *string {
	switch name {
	case "bom-ref":
		return &x.BOMRef
	case "type":
		return (*string)(&x.Type)
	case "group":
		return &x.Group
	case "name":
		return &x.Name
	case "version":
		return &x.Version
	case "scope":
		return (*string)(&x.Scope)
	case "author":
		return &x.Author
	case "publisher":
		return &x.Publisher
	case "copyright":
		return &x.Copyright
	case "cpe":
		return &x.CPE
	case "purl":
		return &x.PackageURL
	}
	return nil
}

// componentValue returns a pointer to the field of a component for a member that is an
// object or an array, or nil.
func componentValue(x *cdx.Component, name string) any {
	switch name {
	case "omniborId":
		return &x.OmniborID
	case "swhid":
		return &x.SWHID
	case "swid":
		return &x.SWID
	case "pedigree":
		return &x.Pedigree
	case "evidence":
		return &x.Evidence
	case "cryptoProperties":
		return &x.CryptoProperties
	case "data":
		return &x.Data
	case "modelCard":
		return &x.ModelCard
	case "patentAssertions":
		return &x.PatentAssertions
	case "signature":
		return &x.Signature
	}
	return nil
}

// decodeParty decodes the members of an organization that state something.
func decodeParty(r *scan.JSON, x *cdx.OrganizationalEntity) error {
	return r.Object(func(name string) error {
		switch name {
		case "name":
			return r.Text(&x.Name)
		case "url":
			return decodeList(r, &x.URL, (*scan.JSON).Text)
		case "contact":
			return decodeList(r, &x.Contact, decodeContact)
		}
		return r.SkipUnknown(shapes().party, name)
	})
}

// decodeContact decodes the members of a person that state something.
func decodeContact(r *scan.JSON, x *cdx.OrganizationalContact) error {
	return r.Object(func(name string) error {
		switch name {
		case "name":
			return r.Text(&x.Name)
		case "email":
			return r.Text(&x.Email)
		}
		return r.SkipUnknown(shapes().contact, name)
	})
}

// decodeDependency decodes the members of a dependency that state something.
func decodeDependency(r *scan.JSON, x *cdx.Dependency) error {
	return r.Object(func(name string) error {
		switch name {
		case "ref":
			return r.Text(&x.Ref)
		case "dependsOn":
			return decodeList(r, &x.Dependencies, (*scan.JSON).Text)
		case "provides":
			return decodeList(r, &x.Provides, (*scan.JSON).Text)
		}
		return r.SkipUnknown(shapes().dependency, name)
	})
}

// decodeHash decodes the members of a hash.
func decodeHash(r *scan.JSON, x *cdx.Hash) error {
	return r.Object(func(name string) error {
		switch name {
		case "alg":
			return r.Text((*string)(&x.Algorithm))
		case "content":
			return r.Text(&x.Value)
		}
		return r.SkipUnknown(shapes().hash, name)
	})
}

// decodeReference decodes the members of an external reference that state something.
func decodeReference(r *scan.JSON, x *cdx.ExternalReference) error {
	return r.Object(func(name string) error {
		switch name {
		case "url":
			return r.Text(&x.URL)
		case "type":
			return r.Text((*string)(&x.Type))
		case "hashes":
			return decodeList(r, &x.Hashes, decodeHash)
		}
		return r.SkipUnknown(shapes().reference, name)
	})
}

// decodePaths decodes only the properties of a component that have paths as their values.
func decodePaths(r *scan.JSON, into **[]cdx.Property) error {
	return r.Array(func() error {
		var x cdx.Property
		err := r.Object(func(name string) error {
			switch name {
			case "name":
				return decodeText(r, &x.Name)
			case "value":
				return decodeText(r, &x.Value)
			}
			return r.SkipUnknown(shapes().property, name)
		})
		if err == nil && sbom.IsPathProperty(x.Name) {
			if *into == nil {
				*into = new([]cdx.Property)
			}
			**into = append(**into, x)
		}
		return err
	})
}

// decodeMethod decodes only the value of a method of analysis.
func decodeMethod(r *scan.JSON, x *cdx.EvidenceIdentityMethod) error {
	return r.Object(func(name string) error {
		if name == "value" {
			return decodeText(r, &x.Value)
		}
		return r.SkipUnknown(shapes().method, name)
	})
}

// decodeText decodes a string, and skips a value of another kind, which some generators
// write.
func decodeText(r *scan.JSON, s *string) error {
	if r.PeekKind() != '"' {
		return r.Skip()
	}
	return r.Text(s)
}

// decodeLicenses decodes only the licenses and license expressions that may name a party.
func decodeLicenses(r *scan.JSON, into **cdx.Licenses) error {
	return r.Array(func() error {
		var x cdx.LicenseChoice
		err := decodeLicense(r, &x)
		if err == nil && (x.Licensing != nil || x.License != nil) {
			if *into == nil {
				*into = new(cdx.Licenses)
			}
			**into = append(**into, x)
		}
		return err
	})
}

// decodeLicense decodes only the parties of a license or license expression, and the name and
// the text of a license.
func decodeLicense(r *scan.JSON, x *cdx.LicenseChoice) error {
	licensing := func(shape *scan.Shape, name string) error {
		if name == "licensing" && x.Licensing == nil {
			var parties *cdx.Licensing // so that x need not be on the heap
			err := r.Decode(&parties)
			x.Licensing = parties
			return err
		}
		return r.SkipUnknown(shape, name)
	}
	license := func() *cdx.License {
		if x.License == nil {
			x.License = new(cdx.License)
		}
		return x.License
	}
	return r.Object(func(name string) error {
		if name == "license" {
			return r.Object(func(name string) error {
				switch name {
				case "name":
					return decodeText(r, &license().Name)
				case "text":
					var text *cdx.AttachedText
					err := r.Decode(&text)
					license().Text = text
					return err
				}
				return licensing(shapes().license, name)
			})
		}
		return licensing(shapes().licenseChoice, name)
	})
}

// decodeList decodes an array whose elements are decoded by a function.
func decodeList[T any](r *scan.JSON, into **[]T, decode func(*scan.JSON, *T) error) error {
	var list struct { // in one piece of memory
		elements []T
		first    [2]T // most lists are not longer
	}
	list.elements = list.first[:0]
	*into = &list.elements
	return scan.List(r, *into, func(x *T) error { return decode(r, x) })
}
