{
  "bomFormat" => "CycloneDX"
}
