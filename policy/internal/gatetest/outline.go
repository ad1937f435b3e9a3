package gatetest

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// Outline returns the blocks of a Markdown document, and its inline nodes other than text and code.
func Outline(source string) []string {
	var nodes []string
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	_ = ast.Walk(parser.Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		kind := n.Kind().String()
		switch n := n.(type) {
		case *ast.Text, *ast.String:
			return ast.WalkContinue, nil
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Heading:
			kind = fmt.Sprint("Heading ", n.Level)
		case *ast.Link:
			kind = "Link " + string(n.Destination)
		}
		if entering {
			nodes = append(nodes, strings.Repeat(" ", depth(n))+kind)
		}
		return ast.WalkContinue, nil
	})
	return nodes
}

func depth(n ast.Node) int {
	d := 0
	for ; n.Parent() != nil; n = n.Parent() {
		d++
	}
	return d
}
