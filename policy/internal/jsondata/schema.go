package jsondata

import "reflect"

// Schema returns the JSON schema of the values that [Decode] accepts for a type, as far
// as it names the members of objects.
func Schema(t reflect.Type) map[string]any {
	switch t.Kind() {
	case reflect.Pointer:
		return Schema(t.Elem())
	case reflect.Struct:
		properties := map[string]any{}
		for _, f := range reflect.VisibleFields(t) {
			if name := memberName(f); name != "" {
				properties[name] = Schema(f.Type)
			}
		}
		return map[string]any{"type": "object", "properties": properties}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": Schema(t.Elem())}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": Schema(t.Elem())}
	}
	return map[string]any{"type": "string"} // or another value without members
}
