// Package registry finds the package to which an address or a name leads: at forges,
// registries, content delivery networks, proxies and archives.
//
// A package is a path, "type/namespace/name", whose type is the type of its package URL.
// A path that ends in a slash is a namespace. sites.tsv lists the hosts with the layout of
// the paths on them. [Host.Append] also recognizes the layouts that the proxies of a registry
// share.
//
// The functions expect folded text, append to a list of paths, and append nothing if they
// recognize nothing. Their cost grows with the length of the text only.
package registry
