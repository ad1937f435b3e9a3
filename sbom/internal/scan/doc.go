// Package scan reads texts whose values know their positions.
//
// A [Source] is the text of one document. The readers of the formats decode its values
// into plain strings, and [Source.At] returns the [Place] from which such a string was
// read: a string that is a part of the text has an address in the text, and the source
// remembers the places of all others. [Source.Locate] converts places to lines, columns and
// paths.
//
// The package has a reader of tokens for each syntax: [JSON], [XML], and [ParseYAML] with
// [YAMLCursor]. They refuse documents that different parsers read differently: duplicate
// members, null elements, trailing data, document type declarations. An [Outline] and the
// methods [Source.Members], [Source.List] and [Source.Elements] divide long JSON texts into
// parts that can be read at the same time.
//
// A [Vocabulary] refuses the names of members and tags that are probably misspelled, because
// no reader would look at their values. Errors are of type [Fault].
//
// The package does not know formats, components or claims. It does no input or output. A
// Source must not be used by several goroutines at the same time, except by Locate; see
// [Source.Fork].
package scan
