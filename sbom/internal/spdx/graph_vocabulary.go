package spdx

import (
	"cmp"
	"strings"

	"maps"
	"slices"
	"sync"

	"github.com/bomgate/bomgate/sbom"
	"github.com/bomgate/bomgate/sbom/internal/scan"
)

// memberKind says how the values of a member are read.
type memberKind uint8

const (
	several memberKind = 1 << iota // the member may have several values
	element                        // the values are elements, or their ids
	object                         // the values are objects that belong to the element, or their ids
)

// graphMembers are the members that are read, without their profile.
var graphMembers = map[string]memberKind{
	"type": several, "spdxId": several, "@value": 0,

	"name": 0, "creationInfo": object,
	"externalIdentifier": several | object, "externalRef": several | object, "verifiedUsing": several | object,
	"suppliedBy": several | element, "originatedBy": several | element,
	"copyrightText": 0, "attributionText": several, "licenseText": 0, "primaryPurpose": 0, "contentIdentifier": several | object, "packageVersion": 0, "packageUrl": 0,
	"downloadLocation": 0, "homePage": 0, "snippetFromFile": element,
	"rootElement": several | element, "element": several | element,
	"from": element, "to": several | element, "relationshipType": 0, "scope": 0, "completeness": 0,

	"externalIdentifierType": 0, "identifier": 0, "identifierLocator": several,
	"externalRefType": 0, "locator": several, "algorithm": 0, "hashValue": 0,
	"contentIdentifierType": 0, "contentIdentifierValue": 0,
	"externalSpdxId": 0,
	"specVersion":    0, "created": 0, "createdBy": several | element, "createdUsing": several | element,
}

// knownMembers returns the names of the members that are read.
var knownMembers = sync.OnceValue(func() scan.Vocabulary {
	return scan.NewVocabulary(slices.Sorted(maps.Keys(graphMembers))...)
})

// artifactMembers are members of artifacts only. An element of an unknown class with one of
// them is read as a package.
var artifactMembers = []string{
	"suppliedBy", "originatedBy", "copyrightText", "primaryPurpose", "packageVersion", "packageUrl", "downloadLocation", "homePage",
}

// elementClass says how the elements of a class are read. If an element has several
// classes, the greatest applies.
type elementClass uint8

const (
	classOther elementClass = iota // read only if other elements refer to it
	classRelationship
	classCreationInfo
	classCollection
	classDocument
	classTool
	classFile
	classPackage
)

// elementClasses are the classes of SPDX 3.0.1 that have instances, without their profile.
var elementClasses = map[string]elementClass{
	"Package": classPackage, "AIPackage": classPackage, "DatasetPackage": classPackage,
	"File": classFile, "Snippet": classFile, "Tool": classTool,
	"SpdxDocument": classDocument, "Sbom": classCollection, "Bom": classCollection, "Bundle": classCollection,
	"Relationship": classRelationship, "LifecycleScopedRelationship": classRelationship, "CreationInfo": classCreationInfo,

	"Agent": classOther, "Organization": classOther, "Person": classOther, "SoftwareAgent": classOther,
	"ExternalIdentifier": classOther, "ExternalRef": classOther, "Hash": classOther, "PackageVerificationCode": classOther,
	"ContentIdentifier": classOther, "ExternalMap": classOther, "NamespaceMap": classOther, "DictionaryEntry": classOther,
	"PositiveIntegerRange": classOther, "Annotation": classOther, "IndividualElement": classOther,
	"Build": classOther, "EnergyConsumption": classOther, "EnergyConsumptionDescription": classOther,
	"CdxPropertiesExtension": classOther, "CdxPropertyEntry": classOther,
	"LicenseExpression": classOther, "SimpleLicensingText": classOther, "ConjunctiveLicenseSet": classOther,
	"DisjunctiveLicenseSet": classOther, "CustomLicense": classOther, "CustomLicenseAddition": classOther,
	"ListedLicense": classOther, "ListedLicenseException": classOther, "OrLaterOperator": classOther,
	"WithAdditionOperator": classOther, "IndividualLicensingInfo": classOther, "Vulnerability": classOther,
	"CvssV2VulnAssessmentRelationship": classOther, "CvssV3VulnAssessmentRelationship": classOther,
	"CvssV4VulnAssessmentRelationship": classOther, "EpssVulnAssessmentRelationship": classOther,
	"ExploitCatalogVulnAssessmentRelationship": classOther, "SsvcVulnAssessmentRelationship": classOther,
	"VexAffectedVulnAssessmentRelationship": classOther, "VexFixedVulnAssessmentRelationship": classOther,
	"VexNotAffectedVulnAssessmentRelationship": classOther, "VexUnderInvestigationVulnAssessmentRelationship": classOther,
}

// graphParties are the members, and the relationship type, that name a party of an element.
var graphParties = map[string]sbom.Role{
	"suppliedBy":    sbom.RoleSupplier,
	"availableFrom": sbom.RoleSupplier,
	"originatedBy":  sbom.RoleOriginator,
	"createdBy":     sbom.RoleCreator,
	"delegatedTo":   sbom.RoleContact,
}

// externalRefTypes maps the types of external identifiers and references to their names in
// SPDX 2.3, where these differ.
var externalRefTypes = map[string]string{
	"cpe22": "cpe22Type", "cpe23": "cpe23Type", "packageUrl": "purl", "mavenCentral": "maven-central",
}

// externalRefRoles are the roles of the hosts in external references, by type in small
// letters without hyphens. They include types of CycloneDX, which generators also write
// as types of SPDX 2. The hosts of other types have the role [sbom.RoleReference].
var externalRefRoles = map[string]sbom.Role{
	"altdownloadlocation": sbom.RoleDownload,
	"binaryartifact":      sbom.RoleDownload,
	"distribution":        sbom.RoleDownload,
	"distributionintake":  sbom.RoleDownload,
	"download":            sbom.RoleDownload,
	"sourceartifact":      sbom.RoleDownload,
	"sourcedistribution":  sbom.RoleDownload,

	"repository": sbom.RoleRepository,
	"vcs":        sbom.RoleRepository,

	"altwebpage": sbom.RoleWebsite,
	"homepage":   sbom.RoleWebsite,
	"website":    sbom.RoleWebsite,

	"bom":             sbom.RoleSupport,
	"buildmeta":       sbom.RoleSupport,
	"buildsystem":     sbom.RoleSupport,
	"chat":            sbom.RoleSupport,
	"documentation":   sbom.RoleSupport,
	"issuetracker":    sbom.RoleSupport,
	"mailinglist":     sbom.RoleSupport,
	"releasehistory":  sbom.RoleSupport,
	"releasenotes":    sbom.RoleSupport,
	"securitycontact": sbom.RoleSupport,
	"support":         sbom.RoleSupport,
}

// externalRefRole returns the role of the host in an external reference.
func externalRefRole(typ string) sbom.Role {
	return cmp.Or(externalRefRoles[strings.ToLower(strings.ReplaceAll(typ, "-", ""))], sbom.RoleReference)
}
