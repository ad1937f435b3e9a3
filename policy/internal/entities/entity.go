package entities

import (
	"cmp"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
)

// entity is the data of an entity: entities/<id>/data.yaml.
type entity struct {
	Name        string             `json:"name"`
	Kind        string             `json:"kind"`
	Description string             `json:"description"`
	Category    string             `json:"category"` // of its products, where nothing identifies one; "" if unknown
	Identifiers []identifier       `json:"identifiers"`
	Products    map[string]product `json:"products"`
	Relations   []relation         `json:"relations"`
}

// Schema returns the JSON schema of data.entities, as far as it names members.
func Schema() map[string]any { return jsondata.Schema(reflect.TypeFor[map[string]entity]()) }

// fact has the members that every fact in the data has.
type fact struct {
	Confidence string   `json:"confidence"`
	Source     []string `json:"source"`
	Note       string   `json:"note"`
}

// product is a product of an entity, or a related product of another maker.
type product struct {
	Name        string       `json:"name"`
	Category    string       `json:"category"`
	Part        string       `json:"part"`
	Names       []string     `json:"names"`
	Identifiers []identifier `json:"identifiers"`
	fact
}

// relation connects an entity to another.
type relation struct {
	Type   string  `json:"type"`
	Entity string  `json:"entity"`
	Share  float64 `json:"share"`
	Since  string  `json:"since"`
	Until  string  `json:"until"`
	fact
}

// eachIdentifier calls f for the identifiers of the entity, and for the identifiers of its
// products with the ID of the product. It joins the errors.
func (e *entity) eachIdentifier(f func(i *identifier, product string) error) error {
	var errs []error
	for i := range e.Identifiers {
		if err := f(&e.Identifiers[i], ""); err != nil {
			errs = append(errs, jsondata.At(err, "identifiers", strconv.Itoa(i)))
		}
	}
	for _, pid := range e.productIDs() {
		p := e.Products[pid]
		for i := range p.Identifiers {
			if err := f(&p.Identifiers[i], pid); err != nil {
				errs = append(errs, jsondata.At(err, "products", pid, "identifiers", strconv.Itoa(i)))
			}
		}
	}
	return errors.Join(errs...)
}

// productIDs returns the IDs of the products, sorted.
func (e *entity) productIDs() []string {
	if len(e.Products) == 0 { // as in long lists
		return nil
	}
	return slices.Sorted(maps.Keys(e.Products))
}

// entry returns the index entry for a product of the entity, or for the entity itself
// if product is "". The caller fills in the identifier.
func (e *entity) entry(id, product string) entry {
	if p, ok := e.Products[product]; ok {
		return entry{Entity: id, Product: product, Part: p.Part, Category: p.Category}
	}
	return entry{Entity: id, Part: "own", Category: cmp.Or(e.Category, "unknown")}
}
