package markup

import "golang.org/x/net/html"

// Attr gives the value of n's attribute key, "" when absent.
func Attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}
