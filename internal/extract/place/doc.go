// Package place says where an element stands in words that hold for other pages of the same source: names it or an
// element above it has, and the path down. In finds a place in a tree, Of names an element of one, and Cut takes an
// element out of the bytes of a page without parsing the rest. Package extract learns its templates of such places.
package place
