package extract

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"tidings/internal/extract/cue"
	"tidings/internal/news"
)

// findURL fills URL with the address the page calls canonical, if that is on the same host.
func (p *page) findURL() {
	p.base = p.url
	if b, err := p.url.Parse(p.head.base); err == nil && p.head.base != "" {
		p.base = b
	}
	if c, err := p.url.Parse(p.head.canonical); err == nil && p.head.canonical != "" &&
		strings.EqualFold(c.Hostname(), p.url.Hostname()) && (len(c.Path) > 1 || len(p.url.Path) <= 1) {
		c.Fragment = ""
		p.a.URL = p.say("url", "canonical", c.String())
	}
}

// absolute resolves ref against the page's base; "" for what is no web address.
func (p *page) absolute(ref string) string {
	u, err := p.base.Parse(strings.TrimSpace(ref))
	if err != nil || ref == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "" {
		return ""
	}
	return u.String()
}

// findImage fills Image: the picture the page gives to other sites, else the first of some size in the text.
func (p *page) findImage() {
	stated, layer := p.head.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")
	if stated == "" {
		stated, layer = p.head.ld.Image, "json-ld"
	}
	imgs := p.images()
	if u := p.absolute(stated); u != "" {
		p.a.Image = news.Image{URL: p.say("image", layer, u)}
		for _, img := range imgs {
			if path.Base(img.URL) == path.Base(u) {
				p.a.Image.Alt = img.Alt
			}
		}
	} else if len(imgs) > 0 {
		p.a.Image, layer = imgs[0], "text"
		p.say("image", layer, imgs[0].URL)
	}
	p.choose("image", layer)
}

// images gives the pictures of the text that are no icons.
func (p *page) images() []news.Image {
	var out []news.Image
	if len(p.blocks) == 0 {
		return nil
	}
	for i := p.body.node; i < p.t.nodes[p.body.node].end && len(out) < 20; i++ {
		d := &p.t.nodes[i]
		if d.tag != atom.Img || p.cutAt(i)&cue.Furniture != 0 {
			continue
		}
		if u := p.absolute(imageSource(d.n)); u != "" && !strings.HasPrefix(u, "data:") && bigEnough(d.n) {
			out = append(out, news.Image{URL: u, Alt: squeeze(attr(d.n, "alt"))})
		}
	}
	return out
}

// imageSource gives an image's address, that of lazily loaded ones too.
func imageSource(n *html.Node) string {
	for _, key := range [...]string{"data-original", "data-src", "data-lazy-src", "src"} {
		if v := attr(n, key); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	return ""
}

// bigEnough reports whether an image is not known to be an icon.
func bigEnough(n *html.Node) bool {
	for _, key := range [...]string{"width", "height"} {
		if v, err := strconv.Atoi(strings.TrimSuffix(attr(n, key), "px")); err == nil && v < 100 {
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
func (p *page) findAttachments() {
	seen := map[string]bool{}
	for i := p.body.node; i < min(int32(len(p.t.nodes)), p.t.nodes[p.body.node].end+400); i++ {
		d := &p.t.nodes[i]
		if d.tag != atom.A || len(p.a.Attachments) >= 50 ||
			p.cutAt(i)&(cue.Nav|cue.Foot|cue.Related|cue.Side) != 0 {
			continue
		}
		u := p.absolute(attr(d.n, "href"))
		if u == "" || seen[u] || !isAttachment(u) {
			continue
		}
		seen[u] = true
		title := p.t.textOf(i)
		if title == "" {
			title = squeeze(attr(d.n, "title"))
		}
		p.a.Attachments = append(p.a.Attachments, news.Attachment{URL: u, Title: title})
	}
}

// isAttachment reports whether an address is that of a file: by its ending, or as CivicPlus serves them.
func isAttachment(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (attachmentTypes[strings.ToLower(path.Ext(u.Path))] || strings.Contains(u.Path, "/ViewFile/"))
}
