package x;

class T {
  static final String S = """
{"bomFormat": "CycloneDX", "specVersion": "1.4"}
""";
}
