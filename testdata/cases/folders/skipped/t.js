const bom = {
  bomFormat: "CycloneDX",
  specVersion: "1.6"
};
module.exports = bom;
