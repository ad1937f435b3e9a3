package identity

import (
	"iter"
	"strings"

	"github.com/bomgate/bomgate/sbom/internal/chars"
	"github.com/bomgate/bomgate/sbom/internal/filename"
	"github.com/bomgate/bomgate/sbom/internal/registry"
)

// FileKeys returns the keys of a file, from the base name of its path, folded:
//
//   - the name;
//   - if it contains versions, the name with "*" for each of them;
//   - if a version, an architecture or a platform follows the first words, these words
//     with the extension, as in "keswin.exe" for keswin_12.6.0.438_en_aes256.exe. A "*"
//     counts as a version.
//
// The path may contain slashes, backslashes and the other separators of [segments].
func FileKeys(path string) []string {
	base := ""
	for segment := range segments(path) {
		base = segment
	}
	if base == "" {
		return nil
	}
	keys := []string{base}
	if masked, ok := filename.AppendMasked(nil, base); ok {
		keys = registry.AppendNew(keys, string(masked))
	}
	if head, ext := filename.Split(base); len(head)+len(ext) < len(base) {
		keys = registry.AppendNew(keys, head+ext)
	}
	return keys
}

// PackageFileKey returns the key that [FileKeys] returns for the files of a package, which
// is written "type/name", or "" if there is none.
func PackageFileKey(packageKey string) string {
	typ, name, _ := strings.Cut(packageKey, "/")
	return filename.OfPackage(typ, name)
}

// endsSegment are the characters that end a segment of a path.
var endsSegment = chars.NewSet(`/\:;!?#&=`)

// segments yields the segments of a path that are not empty, folded. Besides slashes and
// backslashes, it splits the path where a file in an archive (app.apk!/classes.jar), a stream
// of a file (a.sys:Zone.Identifier), or the query and fragment of a URL begin.
func segments(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if _, address, ok := strings.Cut(path, "://"); ok {
			_, path, _ = strings.Cut(address, "/") // after the host
		}
		if strings.IndexByte(path, '%') >= 0 {
			path = chars.Unescape(path)
		}
		for path != "" {
			segment := path
			if n := endsSegment.Index(path); n >= 0 {
				segment, path = path[:n], path[n+1:]
			} else {
				path = ""
			}
			segment = Fold(segment)
			if segment != "" && segment != "." && segment != ".." && !yield(segment) {
				return
			}
		}
	}
}

// file adds the keys of each file in a path: of the last segment, and of the segments before
// it that have an extension, such as the archive that contains the file.
func (r *Reader) file(out *Reading, path string) {
	last := ""
	for segment := range segments(path) {
		if strings.IndexByte(last, '.') > 0 {
			r.fileName(out, last)
		}
		last = segment
	}
	if last != "" {
		r.fileName(out, last)
	}
}

// fileName adds the keys of the name of a file, and of the file that it is a copy of.
func (r *Reader) fileName(out *Reading, name string) {
	if inner, ok := filename.Unwrap(name); ok {
		r.wholeName(out, inner)
	}
	r.wholeName(out, name)
}

func (r *Reader) wholeName(out *Reading, name string) {
	out.addNew(KindFile, name, name, "")
	ok := false
	if r.buffer, ok = filename.AppendMasked(r.buffer[:0], name); ok {
		out.addBytes(KindFile, r.buffer, name, "")
	}
	if head, ext := filename.Split(name); len(head)+len(ext) < len(name) {
		r.buffer = append(append(r.buffer[:0], head...), ext...)
		out.addBytes(KindFile, r.buffer, name, "")
		if filename.IsInstaller(ext) {
			r.buffer = append(append(r.buffer[:0], head...), filename.AnyInstaller...)
			out.addBytes(KindFile, r.buffer, name, "")
		}
	}
}

// packageFolders are the folders in which package managers keep packages. The names of the
// folders inside are names of packages or of their owners' accounts, which say nothing
// about the maker of a file. The value is the type of the packages, or "" if they have no
// owners.
var packageFolders = map[string]string{
	"node_modules": "npm", "site-packages": "", "dist-packages": "", "gems": "",
	"github.com": "github", "gitlab.com": "gitlab", "bitbucket.org": "bitbucket",
}

// listsPackages has the names of files of a package that list other packages. Generators
// find the other packages in these files.
var listsPackages = map[string]bool{
	"go.mod": true, "go.sum": true, "modules.txt": true, "package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true,
}

// folders adds the keys of the names of the folders in a path, without versions. The name
// of a folder can be the name of an organization, a brand, or the name of a product. It
// adds the keys of the base name without its extension only if it has several words or is
// the name of an installer with a version.
//
// Of the folders in [packageFolders], it adds the keys of the innermost package.
func (r *Reader) folders(out *Reading, path string) {
	folder := path[:max(strings.LastIndexAny(path, `/\`), 0)]
	rest := path
	if folder == r.folder { // the documents list the files of a folder together
		rest = path[len(folder):]
	}
	if strings.Contains(rest, "/!") {
		rest = strings.ReplaceAll(rest, "!", "") // the cache of Go writes it before a capital letter
	}
	last, before, above, pkg := "", "", "", ""
	for segment := range segments(rest) {
		if last != "" {
			if !isPackage(above, before) {
				r.nameOfFolder(out, last, true)
			}
			if typ, ok := packageFolders[before]; ok {
				pkg = packageIn(typ, last, segment)
			}
			above, before = before, last
		}
		last = segment
	}
	if _, ok := packageFolders[before]; !ok && pkg != "" && !listsPackages[last] {
		r.addKnown(out, pkg)
	}
	if len(out.Statements) == 0 && !listsPackages[last] {
		r.folder = folder
	}
	head, ext := filename.Split(last)
	if !filename.IsInstaller(ext) || len(head)+len(ext) == len(last) {
		head = last[:len(last)-len(ext)]
		if !strings.ContainsAny(head, " -_.+") {
			head = "" // a file with the name of a brand can be anyone's
		}
	}
	if !isPackage(above, before) {
		r.nameOfFolder(out, head, false)
	}
	out.Stated = false // a folder is not a statement about the identity of a component
}

// isPackage reports whether a file or folder has the name of a package or of its owner,
// given the names of the two folders that contain it.
func isPackage(above, folder string) bool {
	_, ok := packageFolders[folder]
	return ok || hasOwners(packageFolders[above], folder)
}

// hasOwners reports whether packages of a type are in the folder of an owner.
func hasOwners(typ, owner string) bool { return typ != "" && (typ != "npm" || owner[0] == '@') }

// packageIn returns the path of the package in the folder of its owner, or "" if there is no
// owner. Go writes the version after the name.
func packageIn(typ, owner, name string) string {
	if !hasOwners(typ, owner) {
		return ""
	}
	name, _, _ = strings.Cut(name, "@")
	return typ + "/" + owner + "/" + name
}

// addKnown adds the keys of a package and its namespace, but not the name of its owner.
func (r *Reader) addKnown(out *Reading, path string) {
	for _, key := range registry.NamespaceKeys(registry.Parent(path)) {
		out.addNew(KindPURL, key, path, "")
	}
	for _, key := range registry.PackageKeys(path) {
		out.addNew(KindPackage, key, path, "")
	}
}

// nameOfFolder adds the keys of the name of a folder, or of a file without its extension.
func (r *Reader) nameOfFolder(out *Reading, name string, isFolder bool) {
	const least, most = 3, maxHolder
	if len(name) < least || len(name) > most {
		return
	}
	words := withoutVersion(FoldWords(name))
	key := NameKey(words)
	first, _, _ := strings.Cut(words, " ")
	if isFolder {
		out.addNew(KindOrganization, key, key, "")
	}
	out.addNew(KindWord, first, words, "")
	if key != words {
		first, _, _ = strings.Cut(key, " ")
		out.addNew(KindWord, first, key, "")
	}
}

// withoutVersion returns words up to the first one, after the first, that begins with a
// digit.
func withoutVersion(words string) string {
	for n := range len(words) - 1 {
		if words[n] == ' ' && isDigit(words[n+1]) {
			return words[:n]
		}
	}
	return words
}
