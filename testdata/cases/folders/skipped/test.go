package x

const doc = `
SPDXVersion: SPDX-2.3
`

var j = `
{
 "bomFormat": "CycloneDX",
 "specVersion": "1.6",
 "version": 1,
 "components": [
  {
   "type": "library",
   "bom-ref": "kav",
   "name": "engine",
   "version": "1.0.0",
   "supplier": {
    "name": "AO Kaspersky Lab"
   }
  },
  {
   "type": "library",
   "name": "lodash",
   "purl": "pkg:npm/lodash@4"
  }
 ]
}`
