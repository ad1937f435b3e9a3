package entities

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bomgate/bomgate/policy/internal/jsondata"
	"github.com/bomgate/bomgate/policy/suggest"
	"github.com/bomgate/bomgate/sbom/identity"
)

// relationTypes are the types of relations that need no measure that reaches over
// them. A measure can introduce others.
var relationTypes = []string{
	"brand-of", "former-name-of", "impersonates", "majority-owned-by", "member-of", "offshoot-of", "parent-of",
	"subsidiary-of", "successor-of", "transferred-customers-from",
}

// check returns the errors in the entity other than those in its identifiers and those
// that depend on other data.
func (e *entity) check() error {
	var errs []error
	if strings.TrimSpace(e.Name) == "" {
		errs = append(errs, errors.New("missing name"))
	}
	if strings.TrimSpace(e.Kind) == "" {
		errs = append(errs, errors.New("missing kind: expected company, group, brand, account, person or another word"))
	}
	names := len(e.Identifiers)
	for _, pid := range e.productIDs() {
		p := e.Products[pid]
		names += len(p.Identifiers) + len(p.Names)
		if err := p.check(); err != nil {
			errs = append(errs, jsondata.At(err, "products", pid))
		}
	}
	if names == 0 && e.Name != "" {
		errs = append(errs, fmt.Errorf("no identifiers, so nothing in an SBOM matches the entity: expected at least one, as in {kind: organization, value: %s, confidence: confirmed}", e.Name))
	}
	for i, r := range e.Relations {
		if err := r.check(); err != nil {
			errs = append(errs, jsondata.At(err, "relations", strconv.Itoa(i)))
		}
	}
	return errors.Join(errs...)
}

func (p product) check() error {
	errs := []error{p.fact.check()}
	switch p.Part {
	case "own", "embeds", "wraps", "client", "mentions":
	default:
		errs = append(errs, fmt.Errorf("part %q: expected own, embeds, wraps, client or mentions", p.Part))
	}
	if p.Category == "" {
		errs = append(errs, errors.New("missing category"))
	}
	for i, name := range p.Names {
		err := checkLength("name", name)
		if err == nil && identity.FoldWords(name) == "" {
			err = fmt.Errorf("name %q: empty after normalization: expected letters or digits", name)
		}
		if err != nil {
			errs = append(errs, jsondata.At(err, "names", strconv.Itoa(i)))
		}
	}
	return errors.Join(errs...)
}

// check returns an error if the confidence is not one that the policies know.
func (f fact) check() error {
	switch f.Confidence {
	case "primary", "confirmed", "verified", "inferred", "unconfirmed":
		return nil
	}
	return fmt.Errorf("confidence %q: expected primary, confirmed, verified, inferred or unconfirmed", f.Confidence)
}

// check returns the errors in the relation other than those that depend on other data.
func (r relation) check() error {
	errs := []error{r.fact.check()}
	if r.Type == "" {
		errs = append(errs, fmt.Errorf("missing type: expected %s, or a type that the reach of a measure names", suggest.List(relationTypes)))
	}
	if r.Share < 0 || r.Share > 100 {
		errs = append(errs, fmt.Errorf("share %v: expected a percentage from 0 to 100", r.Share))
	}
	since, until := checkDate("since", r.Since), checkDate("until", r.Until)
	errs = append(errs, since, until)
	if n := min(len(r.Since), len(r.Until)); since == nil && until == nil && n > 0 && r.Until[:n] < r.Since[:n] {
		errs = append(errs, fmt.Errorf("until %q is before since %q", r.Until, r.Since))
	}
	return errors.Join(errs...)
}

// checkDate returns an error if a date is neither empty nor a year, a month, a day or a
// time in UTC.
// Policies compare dates as text, in which only these sort as the time does.
func checkDate(member, date string) error {
	if date == "" {
		return nil
	}
	for _, layout := range []string{"2006", "2006-01", time.DateOnly, "2006-01-02T15:04:05Z"} {
		if _, err := time.Parse(layout, date); err == nil {
			return nil
		}
	}
	return jsondata.At(fmt.Errorf("%q: expected a year, month or day as in 2024, 2024-09 or 2024-09-29, or no %s if it is not known", date, member), member)
}

// RelationTypes returns the types that need no measure that reaches over them, and all
// types in the data of the entities.
func (s *Set) RelationTypes() []string {
	known := map[string]bool{}
	for _, t := range relationTypes {
		known[t] = true
	}
	for _, e := range s.decoded {
		for _, r := range e.Relations {
			known[r.Type] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}

// checkRelation returns the errors in a relation that depend on other data: on the
// entities, and on the types that measures reach over.
func (x *Index) checkRelation(id string, r relation, reached []string) error {
	var errs []error
	switch {
	case !x.Has(r.Entity):
		errs = append(errs, fmt.Errorf("relation %q to unknown entity %q: expected %s", r.Type, r.Entity, x.expectedID(r.Entity)))
	case r.Entity == id:
		errs = append(errs, fmt.Errorf("relation %q to the entity itself: expected another one", r.Type))
	}
	if !slices.Contains(relationTypes, r.Type) && !slices.Contains(reached, r.Type) {
		known := slices.Compact(slices.Sorted(slices.Values(slices.Concat(relationTypes, reached))))
		errs = append(errs, jsondata.At(fmt.Errorf("%q: expected %s, or another type that the reach of a measure names", r.Type, suggest.Expected(r.Type, known)), "type"))
	}
	return errors.Join(errs...)
}

// expectedID describes what an ID of an entity should be instead.
func (s *Set) expectedID(id string) string {
	const most = 100 // hints, each of which compares all IDs
	if s.hints++; s.hints <= most {
		if closest := suggest.Closest(id, s.ids); closest != "" {
			return strconv.Quote(closest)
		}
	}
	return "a member of data.entities"
}

// CheckHas returns an error if there is no entity with the ID.
func (s *Set) CheckHas(id string) error {
	if s.Has(id) {
		return nil
	}
	return fmt.Errorf("unknown entity %q: expected %s", id, s.expectedID(id))
}

// Categories returns the categories of all products, sorted.
func (s *Set) Categories() []string {
	known := map[string]bool{}
	for _, e := range s.decoded {
		for _, p := range e.Products {
			known[p.Category] = true
		}
	}
	return slices.Sorted(maps.Keys(known))
}
