package x

var s = `{
  "bomFormat": "CycloneDX"
}`
