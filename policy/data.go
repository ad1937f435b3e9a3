package policy

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bomgate/bomgate/policy/internal/entities"
	"github.com/bomgate/bomgate/policy/internal/jsondata"
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
	set, err := entities.Read(d.tree["entities"])
	if err == nil {
		d.measures, err = readMeasures(d.tree, set)
	}
	if err == nil {
		d.index, err = entities.NewIndex(set, d.measures.reach)
	}
	return d, nameFiles(bundles, err)
}

// mergeData merges the data of bundles. A value that two files define is an error.
func mergeData(bundles []*Bundle) (map[string]any, error) {
	data := map[string]any{}
	merge := func(more map[string]any) error {
		delete(more, indexKey) // written by WriteBundle: Compile makes a new one
		return jsondata.Merge(data, more)
	}
	for _, b := range bundles {
		for _, f := range b.files {
			value, err := f.read()
			if err == nil {
				err = merge(value)
			}
			if err != nil {
				return nil, fmt.Errorf("read policies %q: %s: %w", b.name, f.path, err)
			}
		}
	}
	return data, nil
}

// nameFiles adds to errors in data the names of the bundles and files that define the
// value.
func nameFiles(bundles []*Bundle, err error) error {
	var at *jsondata.Error
	if !errors.As(err, &at) { // in none of the joined errors
		return err
	}
	definitions := map[string]any{} // data by the place that defines it
	for _, b := range bundles {
		for _, f := range b.files {
			definitions[fmt.Sprintf("%q: %s", b.name, f.path)], _ = f.read() // mergeData has read it without an error
		}
	}
	name := func(err error) error {
		if !errors.As(err, &at) {
			return err
		}
		var places []string
		for place, data := range definitions {
			if _, ok := jsondata.Find(data, at.Path...); ok {
				places = append(places, place)
			}
		}
		slices.Sort(places)
		return fmt.Errorf("read policies %s: %w", strings.Join(places, " and "), err)
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return name(err)
	}
	var errs []error
	for _, err := range joined.Unwrap() {
		errs = append(errs, name(err))
	}
	return errors.Join(errs...)
}
