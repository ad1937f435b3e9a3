package sariflint

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rule checks a rule, and returns its ID.
func (l *linter) rule() string {
	at := l.next()
	var id field
	missing := []string{"shortDescription", "fullDescription", "help"}
	l.object(func(name string) {
		switch name {
		case "id":
			id = l.string()
		case "name":
			if f := l.string(); utf8.RuneCountInString(f.value) > shownName {
				l.add("long-name", f.at, "name of %d characters", utf8.RuneCountInString(f.value))
			}
		case "shortDescription", "fullDescription", "help":
			text := l.message().text
			if text.value != "" {
				missing = slices.DeleteFunc(missing, func(m string) bool { return m == name })
			}
			if n := utf8.RuneCountInString(text.value); n > shownText && name != "help" {
				l.add("long-description", text.at, "%s of %d characters", name, n)
			}
		case "defaultConfiguration":
			l.object(func(name string) {
				if name == "level" {
					l.level()
				} else {
					l.skip()
				}
			})
		case "properties":
			l.object(l.ruleProperty)
		default:
			l.skip()
		}
	})
	if id.value == "" {
		l.add("rule-without-id", at, "no id")
	}
	if len(missing) > 0 {
		l.add("no-description", at, "rule %q: no %s", id.value, strings.Join(missing, ", no "))
	}
	return id.value
}

// ruleProperty checks a property of a rule. Its type can be any: other tools may use the name.
func (l *linter) ruleProperty(name string) {
	at, kind := l.next(), l.kind()
	switch {
	case name == "tags" && kind == '[':
		switch n := l.count(); {
		case n > maxTags:
			l.add("many-tags", at, "%d tags", n)
		case n > shownTags:
			l.add("hidden-tags", at, "%d tags", n)
		}
	case name == "security-severity":
		l.securitySeverity()
	case name == "precision" && kind == '"':
		if f := l.string(); !slices.Contains([]string{"very-high", "high", "medium", "low"}, f.value) {
			l.add("unknown-precision", at, "precision %q", f.value)
		}
	case name == "problem.severity" && kind == '"':
		if f := l.string(); !slices.Contains([]string{"error", "warning", "recommendation"}, f.value) {
			l.add("unknown-problem-severity", at, "problem.severity %q", f.value)
		}
	default:
		l.skip()
	}
}

func (l *linter) securitySeverity() {
	at, kind := l.next(), l.kind()
	if kind != '"' {
		l.skip()
		l.add("security-severity", at, "security-severity is %s", kinds[kind])
		return
	}
	f := l.string()
	switch score, err := strconv.ParseFloat(f.value, 64); {
	case err != nil:
		l.add("security-severity", at, "security-severity %q", f.value)
	case !(score > 0 && score <= 10):
		l.add("severity-range", at, "security-severity %q", f.value)
	}
}

// message is a message, or a text of a rule.
type message struct{ text, id field }

func (l *linter) message() message {
	var m message
	l.object(func(name string) {
		switch name {
		case "text":
			m.text = l.string()
		case "id":
			m.id = l.string()
		default:
			l.skip()
		}
	})
	return m
}

// level checks the level of a rule or a result.
func (l *linter) level() {
	if f := l.string(); f.set && !slices.Contains([]string{"error", "warning", "note", "none"}, f.value) {
		l.add("unknown-level", f.at, "level %q", f.value)
	}
}
