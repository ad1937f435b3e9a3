# The policy that conftest evaluates: four rules over the raw document. Each looks for
# one name in one field.
package main

# All components, at any depth.
components := [c | walk(input.components, [_, c]); c["bom-ref"]]

deny contains msg if {
	some c in components
	contains(lower(c.supplier.name), "kaspersky")
	msg := sprintf("%s: supplier %s", [c["bom-ref"], c.supplier.name])
}

deny contains msg if {
	some c in components
	startswith(c.purl, "pkg:maven/com.kaspersky")
	msg := sprintf("%s: package %s", [c["bom-ref"], c.purl])
}

deny contains msg if {
	some c in components
	split(c.cpe, ":")[3] == "kaspersky"
	msg := sprintf("%s: CPE %s", [c["bom-ref"], c.cpe])
}

deny contains msg if {
	some c in components
	some ref in c.externalReferences
	host := split(ref.url, "/")[2]
	endswith(host, "kaspersky.com")
	msg := sprintf("%s: from %s", [c["bom-ref"], host])
}
