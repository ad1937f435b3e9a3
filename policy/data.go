package policy

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/strictyaml"
)

// indexKey is the member of data with the index.
const indexKey = "index"

// depth is the number of levels on which data consists of maps, so that each entity
// and each measure is a value of its own. The levels below stay JSON until they are used.
const depth = 2

// file is a data file of a folder.
type file struct {
	path string
	text []byte
}

// read parses the file. The names of its folders are the path of its content.
func (f file) read() (map[string]any, error) {
	var folders []string
	if dir := path.Dir(f.path); dir != "." {
		folders = strings.Split(dir, "/")
	}
	text := f.text
	if path.Ext(f.path) == ".yaml" {
		var err error
		if text, err = yamlToJSON(text); err != nil {
			return nil, err
		}
	}
	value, err := jsondata.Parse(text, depth-len(folders))
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Backward(folders) {
		value = map[string]any{name: value}
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, errors.New("expected an object")
	}
	return object, nil
}

// dataset is the data of all bundles.
type dataset struct {
	tree     map[string]any
	index    *entities.Index
	measures measures
}

// readData merges the data of bundles, and reads the entities and measures in it.
func readData(bundles []*Bundle) (d dataset, err error) {
	if d.tree, err = mergeData(bundles); err != nil {
		return d, err
	}
	set, inEntities := entities.Read(d.tree["entities"])
	var inMeasures, inRelations error
	d.measures, inMeasures = readMeasures(d.tree, set, trusted(bundles))
	d.index, inRelations = entities.NewIndex(set, d.measures.reach)
	return d, locate(bundles, errors.Join(inEntities, inRelations, inMeasures))
}

// mergeData merges the data of bundles. A value that two files define is an error.
func mergeData(bundles []*Bundle) (map[string]any, error) {
	data := map[string]any{}
	var errs []error
	for _, b := range bundles {
		for _, f := range b.files {
			value, err := f.read()
			if value[indexKey] != nil && f.path != "data.json" { // as WriteBundle writes it
				err = errors.New("data.index: expected another name: bomgate computes the index of the entities")
			}
			if err == nil {
				delete(value, indexKey) // Compile makes a new one
				err = jsondata.At(jsondata.Merge(data, value), "data")
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("read policies %q: %s: %w", b.name, f.path, err))
			}
		}
	}
	return data, errors.Join(errs...)
}

// trusted returns the IDs of the measures in checked bundles. If all bundles are checked,
// the result is empty: no other measures exist that could be compared with them.
func trusted(bundles []*Bundle) map[string]bool {
	ids := map[string]bool{}
	if !slices.ContainsFunc(bundles, func(b *Bundle) bool { return !b.checked }) {
		return ids
	}
	for _, b := range bundles {
		for _, f := range b.files {
			if !b.checked {
				break
			}
			value, _ := f.read() // mergeData has read it without an error
			all, _ := jsondata.Find(value, "measures")
			object, _ := jsondata.Members(all)
			for id := range object {
				ids[id] = true
			}
		}
	}
	return ids
}

// maxErrors limits the errors in data that [Compile] lists.
const maxErrors = 50

// locate adds the names of the files that define a value, and the lines, to errors of
// type [jsondata.Error] about the value.
func locate(bundles []*Bundle, err error) error {
	if err == nil {
		return nil
	}
	n, parsed := 0, map[*file]*yaml.Node{}
	located := jsondata.Map(err, func(err error) error {
		if n++; n > maxErrors {
			return nil
		}
		var at *jsondata.Error
		if !errors.As(err, &at) {
			return err
		}
		path := at.Path[1:] // without "data"
		var places []string
		most := 1 // of the path: the files that define the most of it
		for _, b := range bundles {
			for i := range b.files {
				f := &b.files[i]
				found, line := f.find(path, parsed)
				if found > most {
					places, most = nil, found
				}
				if found == most {
					places = append(places, fmt.Sprintf("%q: %s", b.name, f.place(line)))
				}
			}
		}
		slices.Sort(places)
		return fmt.Errorf("read policies %s: %w", strings.Join(places, " and "), err)
	})
	if n > maxErrors {
		located = errors.Join(located, fmt.Errorf("read policies: %d more errors in data", n-maxErrors))
	}
	return located
}

// place names the file, and a line in it unless it is 0.
func (f file) place(line int) string {
	if line == 0 {
		return f.path
	}
	return fmt.Sprintf("%s:%d", f.path, line)
}

// find returns how much of a path in the data the file defines, and the line of the
// value there, or 0 if it is the whole file. It keeps YAML files that it parses.
func (f *file) find(at []string, parsed map[*file]*yaml.Node) (found, line int) {
	if dir := path.Dir(f.path); dir != "." {
		for _, name := range strings.Split(dir, "/") {
			if found == len(at) {
				return found, 0
			}
			if at[found] != name {
				return 0, 0
			}
			found++
		}
	}
	var inFile int
	if path.Ext(f.path) == ".yaml" {
		if parsed[f] == nil {
			parsed[f], _ = strictyaml.Document(f.text) // mergeData has read it without an error
		}
		inFile, line = yamlLine(parsed[f], at[found:])
	} else {
		inFile, line = jsondata.Line(f.text, at[found:]...)
	}
	if inFile == 0 {
		line = 0
	}
	return found + inFile, line
}
