package field

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/extract/layout"
	"tidings/internal/extract/wording"
	"tidings/internal/news"
)

// findURL fills URL with the address the page calls canonical, if that is on the same host.
func (p *Page) findURL() {
	p.base = p.url
	if b, err := p.url.Parse(p.head.Base); err == nil && p.head.Base != "" {
		p.base = b
	}
	if c, err := p.url.Parse(p.head.Canonical); err == nil && p.head.Canonical != "" &&
		strings.EqualFold(c.Hostname(), p.url.Hostname()) && (len(c.Path) > 1 || len(p.url.Path) <= 1) {
		c.Fragment = ""
		p.a.URL = p.Say("url", "canonical", c.String())
	}
}

// absolute resolves ref against the page's base; "" for what is no web address.
func (p *Page) absolute(ref string) string {
	u, err := p.base.Parse(strings.TrimSpace(ref))
	if err != nil || ref == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "" {
		return ""
	}
	return u.String()
}

// findImage fills Image: the picture the page gives to other sites, else the first of some size in the text.
func (p *Page) findImage() {
	stated, layer := p.head.First("og:image", "og:image:url", "twitter:image", "twitter:image:src")
	if stated == "" {
		stated, layer = p.head.LD.Image, "json-ld"
	}
	imgs := p.images()
	if u := p.absolute(stated); u != "" {
		p.a.Image = news.Image{URL: p.Say("image", layer, u)}
		for _, img := range imgs {
			if path.Base(img.URL) == path.Base(u) {
				p.a.Image.Alt = img.Alt
			}
		}
	} else if len(imgs) > 0 {
		p.a.Image, layer = imgs[0], "text"
		p.Say("image", layer, imgs[0].URL)
	}
	p.choose("image", layer)
}

// images gives the pictures of the text that are no icons.
func (p *Page) images() []news.Image {
	var out []news.Image
	if len(p.Blocks) == 0 {
		return nil
	}
	for i := p.Body.Node; i < p.Tree.Nodes[p.Body.Node].End && len(out) < 20; i++ {
		d := &p.Tree.Nodes[i]
		if d.Tag != atom.Img || p.cutAt(i)&cue.Furniture != 0 {
			continue
		}
		if u := p.absolute(imageSource(d)); u != "" && !strings.HasPrefix(u, "data:") && bigEnough(d) {
			out = append(out, news.Image{URL: u, Alt: wording.Squeeze(d.Attr("alt"))})
		}
	}
	return out
}

// imageSource gives an image's address, that of lazily loaded ones too.
func imageSource(d *layout.Node) string {
	for _, key := range [...]string{"data-original", "data-src", "data-lazy-src", "src"} {
		if v := d.Attr(key); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	return ""
}

// bigEnough reports whether an image is not known to be an icon.
func bigEnough(d *layout.Node) bool {
	for _, key := range [...]string{"width", "height"} {
		if v, err := strconv.Atoi(strings.TrimSuffix(d.Attr(key), "px")); err == nil && v < 100 {
			return false
		}
	}
	return true
}

// attachmentTypes are the file types that are attached to articles rather than being articles.
var attachmentTypes = map[string]bool{
	".pdf": true, ".doc": true, ".docx": true, ".xls": true, ".xlsx": true, ".ppt": true, ".pptx": true, ".zip": true,
	".rar": true, ".7z": true, ".ofd": true, ".wps": true, ".et": true, ".csv": true, ".odt": true, ".ods": true,
	".rtf": true,
	".hwp": true, ".hwpx": true, ".epub": true,
}

// findAttachments fills Attachments with the files the text links to, and those listed right under it.
func (p *Page) findAttachments() {
	seen := map[string]bool{}
	for i := p.Body.Node; i < min(int32(len(p.Tree.Nodes)), p.Tree.Nodes[p.Body.Node].End+400); i++ {
		d := &p.Tree.Nodes[i]
		if d.Tag != atom.A || len(p.a.Attachments) >= 50 ||
			p.cutAt(i)&(cue.Nav|cue.Foot|cue.Related|cue.Side) != 0 {
			continue
		}
		u := p.absolute(d.Attr("href"))
		if u == "" || seen[u] || !isAttachment(u) {
			continue
		}
		seen[u] = true
		title := p.Tree.Text(i)
		if title == "" {
			title = wording.Squeeze(d.Attr("title"))
		}
		p.a.Attachments = append(p.a.Attachments, news.Attachment{URL: u, Title: title})
	}
}

// isAttachment reports whether an address is that of a file: by its ending, or as CivicPlus serves them.
func isAttachment(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (attachmentTypes[strings.ToLower(path.Ext(u.Path))] || strings.Contains(u.Path, "/ViewFile/"))
}
