package sbom
