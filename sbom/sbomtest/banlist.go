package sbomtest

import (
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"
)

// BanList returns policy data that bans n invented companies under a measure of
// their own. Each has two names, a package namespace, a CPE vendor and a domain.
// Among the documents of this package only [Banned] mentions any of them: its
// suppliers have the same names.
func BanList(n int) fs.FS {
	var entities, targets []string
	for i := range n {
		id, name := fmt.Sprintf("company_%05d", i), companyName(i)
		host := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
		entities = append(entities, fmt.Sprintf(`%q:{"name":%q,"kind":"company","identifiers":[
			{"kind":"organization","value":%q,"confidence":"verified"},
			{"kind":"organization","value":%q,"confidence":"verified"},
			{"kind":"purl","value":%q,"confidence":"verified"},
			{"kind":"cpe","value":%q,"confidence":"verified"},
			{"kind":"domain","value":%q,"confidence":"verified"}]}`,
			id, name, name+" GmbH", name+" International Ltd", "npm/@"+host, "a:"+host, host+".example"))
		targets = append(targets, fmt.Sprintf("%q", id))
	}
	return fstest.MapFS{
		"entities/data.json": {Data: []byte("{" + strings.Join(entities, ",\n") + "}\n"), Mode: 0o644},
		"measures/ban_list/data.json": {Data: fmt.Appendf(nil, `{"title":"Ban on invented companies","citation":"none","help":"Ask.","targets":[%s],
			"nexus":["us"],"acts":{"integrate":{"from":"2025-01-01T00:00:00Z"}},"scope":{},"levels":{}}`+"\n", strings.Join(targets, ",")), Mode: 0o644},
	}
}

// companyName returns the name of an invented company, a different one for each i.
func companyName(i int) string {
	syllables := []string{"bra", "ce", "dul", "fen", "gor", "hi", "jat", "kel", "lum", "mo", "nar", "po", "quin", "ras", "sol", "tev", "ul", "vor", "wex", "zan"}
	kinds := []string{"Systems", "Software", "Networks", "Robotics", "Data", "Analytics", "Labs", "Media"}
	var name strings.Builder
	for n, j := 0, i+8000; n < 4; n, j = n+1, j/len(syllables) {
		name.WriteString(syllables[j%len(syllables)])
	}
	return strings.ToUpper(name.String()[:1]) + name.String()[1:] + " " + kinds[i%len(kinds)]
}
