package sariflint

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// result has the parts of a result that the checks after its last member need.
type result struct {
	at          int64
	message     message
	locations   int
	locationsAt int64
	related     map[int64]int64 // offsets by ID
	steps       int
	stepsAt     int64
	fingerprint field
	rule        reference
	extension   bool // the rule is one of an extension
}

func (l *linter) result(r *run) {
	x := &result{at: l.next(), related: map[int64]int64{}}
	x.rule = reference{index: -1, at: x.at}
	l.object(func(name string) {
		at := l.next()
		switch name {
		case "ruleId":
			x.rule.id = l.string().value
			x.rule.at = at
		case "ruleIndex":
			if n, ok := l.integer(); ok {
				x.rule.index = n
			}
		case "rule":
			l.ruleReference(x)
		case "level":
			l.level()
		case "kind":
			if f := l.string(); f.set && f.value != "fail" {
				l.add("not-a-failure", at, "kind %q", f.value)
			}
		case "message":
			x.message = l.message()
		case "locations":
			x.locationsAt = at
			x.locations = l.array(func(i int) { l.location(i == 0) })
		case "relatedLocations":
			l.array(func(int) { l.relatedLocation(x) })
		case "codeFlows":
			x.stepsAt = at
			l.array(func(int) { l.codeFlow(x) })
		case "partialFingerprints":
			l.object(func(name string) {
				if f := l.string(); name == "primaryLocationLineHash" {
					x.fingerprint = f
				}
			})
		case "suppressions":
			if l.kind() == 'n' {
				l.skip()
			} else if l.count() > 0 {
				l.add("suppressed", at, "the result is suppressed")
			}
		default:
			l.skip()
		}
	})
	l.checkResult(r, x)
	l.checkLinks(x)
	if x.extension {
		x.rule.index = -1 // not in the driver
	}
	if len(r.references) < maxResults && !(x.extension && x.rule.id == "") {
		r.references = append(r.references, x.rule)
	}
}

// ruleReference reads a reference to a rule.
func (l *linter) ruleReference(x *result) {
	l.object(func(name string) {
		switch name {
		case "id":
			x.rule.id = l.string().value
		case "index":
			if n, ok := l.integer(); ok {
				x.rule.index = n
			}
		case "toolComponent":
			x.extension = true
			l.skip()
		default:
			l.skip()
		}
	})
}

func (l *linter) checkResult(r *run, x *result) {
	switch m := x.message; {
	case m.text.value == "" && m.id.value == "":
		l.add("no-message", x.at, "no message.text")
	case m.text.value == "":
		l.add("message-id", x.at, "no message.text, but message.id %q", m.id.value)
	}
	switch {
	case x.locations == 0:
		l.add("no-location", x.at, "no location")
	case x.locations > maxLocations:
		l.add("many-locations", x.locationsAt, "%d locations", x.locations)
	case x.locations > 1:
		l.add("other-locations", x.locationsAt, "%d locations", x.locations)
	}
	switch {
	case x.steps > maxSteps:
		l.add("many-steps", x.stepsAt, "%d locations in thread flows", x.steps)
	case x.steps > shownSteps:
		l.add("hidden-steps", x.stepsAt, "%d locations in thread flows", x.steps)
	}
	switch print := x.fingerprint.value; {
	case print == "":
		l.add("no-fingerprint", x.at, "no partialFingerprints.primaryLocationLineHash")
	case r.fingerprints[print]:
		l.add("same-fingerprint", x.fingerprint.at, "another result of the run has the fingerprint %q", print)
	case len(r.fingerprints) < maxResults:
		r.fingerprints[print] = true
	}
}

var link = regexp.MustCompile(`\]\((\d+)\)`)

// checkLinks compares the links in a message with the related locations.
func (l *linter) checkLinks(x *result) {
	linked := map[int64]bool{}
	for _, m := range link.FindAllStringSubmatch(x.message.text.value, -1) {
		id, _ := strconv.ParseInt(m[1], 10, 64)
		if _, ok := x.related[id]; !ok && !linked[id] {
			l.add("broken-link", x.message.text.at, "no related location has the id %d", id)
		}
		linked[id] = true
	}
	unlinked, at := 0, int64(0)
	for id, offset := range x.related {
		if linked[id] {
			continue
		}
		if unlinked++; unlinked == 1 || offset < at {
			at = offset
		}
	}
	if unlinked > 0 {
		l.add("unlinked-location", at, "%s without a link in the message", number(unlinked, "related location"))
	}
}

func (l *linter) codeFlow(x *result) {
	l.object(func(name string) {
		if name != "threadFlows" {
			l.skip()
			return
		}
		l.array(func(int) {
			l.object(func(name string) {
				if name != "locations" {
					l.skip()
					return
				}
				x.steps += l.array(func(int) { l.step() })
			})
		})
	})
}

// step checks a location of a thread flow.
func (l *linter) step() {
	l.object(func(name string) {
		if name == "location" {
			l.location(false)
		} else {
			l.skip()
		}
	})
}

// relatedLocation checks a related location. One without ID cannot be linked to.
func (l *linter) relatedLocation(x *result) {
	at := l.next()
	id := l.location(false)
	if id < 0 {
		id = -1 - int64(len(x.related))
	}
	x.related[id] = at
}

// location checks a location, and returns its ID, or -1 if it has none. GitHub needs a file and
// a region only if it shows the location.
func (l *linter) location(shown bool) int64 {
	at, id, file := l.next(), int64(-1), false
	l.object(func(name string) {
		switch name {
		case "id":
			if n, ok := l.integer(); ok {
				id = n
			}
		case "physicalLocation":
			file = l.physicalLocation(shown)
		default:
			l.skip()
		}
	})
	if shown && !file {
		l.add("no-file", at, "no physicalLocation.artifactLocation.uri")
	}
	return id
}

// physicalLocation checks a physical location, and reports whether it names a file.
func (l *linter) physicalLocation(shown bool) (file bool) {
	at, hasRegion := l.next(), false
	l.object(func(name string) {
		switch name {
		case "artifactLocation":
			file = l.artifactLocation(shown)
		case "region":
			hasRegion = l.region()
		default:
			l.skip()
		}
	})
	if shown && file && !hasRegion {
		l.add("no-region", at, "no region.startLine")
	}
	return file
}

func (l *linter) artifactLocation(shown bool) (file bool) {
	at := l.next()
	var uri field
	base, index := false, false
	l.object(func(name string) {
		switch name {
		case "uri":
			uri = l.string()
		case "uriBaseId":
			base = l.string().set
		case "index":
			n, ok := l.integer()
			index = ok && n >= 0
		default:
			l.skip()
		}
	})
	if uri.value != "" {
		l.checkURI(uri)
		return true
	}
	if !index || uri.set || base {
		return false
	}
	if shown {
		l.add("index-only", at, "index without uri")
	}
	return true
}

func (l *linter) checkURI(uri field) {
	// The server parses URIs with this function, as its errors show.
	u, err := url.Parse(uri.value)
	slashed := strings.ReplaceAll(uri.value, `\`, "/")
	switch {
	case err != nil:
		l.add("bad-uri", uri.at, "%v", err)
	case u.Scheme != "" && u.Scheme != "file":
		l.add("uri-scheme", uri.at, "uri %q has the scheme %q", uri.value, u.Scheme)
	case u.Scheme == "file" || u.Host != "" || strings.HasPrefix(slashed, "/"):
		l.add("not-relative", uri.at, "uri %q is absolute", uri.value)
	case slashed != uri.value:
		l.add("not-relative", uri.at, "uri %q has backslashes", uri.value)
	case strings.HasPrefix(slashed, "./") || strings.HasPrefix("/"+slashed+"/", "/../") || strings.Contains(slashed, "/../") || strings.Contains(slashed, "/./"):
		l.add("not-relative", uri.at, "uri %q has . or .. in it", uri.value)
	}
}

// region checks a region, and reports whether it has a line.
func (l *linter) region() bool {
	at := l.next()
	n := map[string]int64{}
	l.object(func(name string) {
		switch name {
		case "startLine", "startColumn", "endLine", "endColumn":
			at := l.next()
			if i, ok := l.integer(); ok {
				n[name] = i
				if i < 1 {
					l.add("bad-region", at, "%s %d", name, i)
				}
			}
		default:
			l.skip()
		}
	})
	_, hasLine := n["startLine"]
	endLine, hasEnd := n["endLine"]
	if !hasEnd {
		endLine = n["startLine"]
	}
	startColumn, hasStart := n["startColumn"]
	endColumn, hasEndColumn := n["endColumn"]
	if hasLine && (endLine < n["startLine"] || endLine == n["startLine"] && hasStart && hasEndColumn && endColumn < startColumn) {
		l.add("reversed-region", at, "the region ends before it starts")
	}
	return hasLine
}
