package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// YAMLPlace returns the place of a node that starts at an offset: a whole scalar, with its
// quotes or block header, or the first character of any other node.
func YAMLPlace(text string, n *yaml.Node, start int) Place {
	end := start
	switch {
	case n.Kind != yaml.ScalarNode:
		end = start + 1
	case n.Style&yaml.DoubleQuotedStyle != 0:
		end = endOfDoubleQuoted(text, start)
	case n.Style&yaml.SingleQuotedStyle != 0:
		end = endOfSingleQuoted(text, start)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		if header := strings.IndexAny(text[start:], "\r\n\u0085\u2028\u2029"); header >= 0 {
			end += header
		}
		end = endOfUnquoted(text, end, n.Value)
	default:
		end = endOfUnquoted(text, start, n.Value)
	}
	return Place{Start: start, End: min(end, len(text))}
}

// endOfDoubleQuoted returns the end of the scalar that starts with a double quote, in which
// a backslash escapes the next character. The end may be after the end of the text.
func endOfDoubleQuoted(text string, start int) int {
	end := start + 1
	for ; end < len(text) && text[end] != '"'; end++ {
		if text[end] == '\\' {
			end++
		}
	}
	return end + 1
}

// endOfSingleQuoted returns the end of the scalar that starts with a single quote, in which
// two quotes are an escaped quote. The end may be after the end of the text.
func endOfSingleQuoted(text string, start int) int {
	end := start + 1
	for ; end < len(text) && (text[end] != '\'' || strings.HasPrefix(text[end+1:], "'")); end++ {
		if text[end] == '\'' {
			end++
		}
	}
	return end + 1
}

// endOfUnquoted returns the end of a value that starts at an offset and is written without
// escapes. White space in the text may differ from the value.
func endOfUnquoted(text string, start int, value string) (end int) {
	end = start
	for at := start; ; {
		value = strings.TrimLeftFunc(value, unicode.IsSpace)
		for at < len(text) {
			r, size := utf8.DecodeRuneInString(text[at:])
			if !unicode.IsSpace(r) {
				break
			}
			at += size
		}
		_, size := utf8.DecodeRuneInString(value)
		if size == 0 || !strings.HasPrefix(text[at:], value[:size]) {
			return end
		}
		value = value[size:]
		at += size
		end = at
	}
}
