"""x"""
DOC = """
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: x
DocumentNamespace: https://x.example/1
Creator: Tool: t
Created: 2026-01-01T00:00:00Z

PackageName: engine
SPDXID: SPDXRef-a
PackageDownloadLocation: NOASSERTION
PackageSupplier: Organization: AO Kaspersky Lab
"""
Y = """
spdxVersion: "SPDX-2.3"
SPDXID: "SPDXRef-DOCUMENT"
name: "x"
documentNamespace: "https://x.example/1"
packages:
- SPDXID: "SPDXRef-a"
  name: "engine"
  supplier: "Organization: AO Kaspersky Lab"
  downloadLocation: "NOASSERTION"
"""
B = b"\x00\x01"
