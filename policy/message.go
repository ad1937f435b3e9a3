package policy

import (
	"slices"
	"strings"

	"github.com/bomgate/bomgate/sbom"
)

// The slots of a message template. The Rego package bomgate fills the same ones for
// other programs.
const (
	slotComponent = "{component}" // name and version
	slotValue     = "{value}"     // of the first claim
	slotEntity    = "{entity}"    // name
	slotMeasure   = "{measure}"   // title
)

var slots = []string{slotComponent, slotValue, slotEntity, slotMeasure}

// message returns the message of a candidate, with the text of its own component and
// claims.
func (x *collector) message(c candidate) string {
	if c.Template == "" {
		return c.Message
	}
	return fill(c.Template, func(slot string) string {
		switch slot {
		case slotComponent:
			return label(x.doc.Component(c.component))
		case slotValue:
			if len(c.Claims) > 0 {
				return x.doc.Claim(c.batch.claim(c.Claims[0].ID, c.judged, c.component)).Value
			}
		case slotEntity:
			if entity, err := x.engine.entity(c.Entity); err == nil {
				return entity.Name
			}
		case slotMeasure:
			return x.engine.measures[c.Measure].Title
		}
		return ""
	})
}

func label(c sbom.Component) string {
	if c.Origin == sbom.OriginDocument {
		return "the document"
	}
	return strings.TrimSpace(c.Name + " " + c.Version)
}

// fill replaces the slots of a template, in one pass: text that a slot is replaced by
// is never searched for slots. Other text in braces stays as it is.
func fill(template string, text func(slot string) string) string {
	var filled strings.Builder
	for {
		start := strings.IndexByte(template, '{')
		if start < 0 {
			break
		}
		filled.WriteString(template[:start])
		template = template[start:]
		n := slices.IndexFunc(slots, func(slot string) bool { return strings.HasPrefix(template, slot) })
		if n >= 0 {
			filled.WriteString(text(slots[n]))
			template = template[len(slots[n]):]
		} else {
			filled.WriteByte('{')
			template = template[1:]
		}
	}
	filled.WriteString(template)
	return filled.String()
}
