package storetest

import (
	"tidings/internal/fault"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testTemplates(f *fixture) {
	ctx := f.Context()
	f.sources("oak", "ash")
	_, err := f.s.Template(ctx, "oak")
	f.kind(err, fault.NotFound)
	for _, want := range []store.Template{{Data: `{"version":1}`, LearnedAt: after(1)}, {LearnedAt: after(2)}} {
		f.write(func(tx *store.Tx) error { return tx.PutTemplate(ctx, "oak", want) })
		f.same("template", must(f.s.Template(ctx, "oak"))(f), want)
	}

	put := func(source, url string, body string, kind news.ArticleKind) {
		f.Helper()
		f.write(func(tx *store.Tx) error {
			id, err := tx.PutPage(ctx, news.Page{SourceID: source, URL: url, Body: []byte(body), FetchedAt: Start})
			if err != nil {
				return err
			}
			_, _, err = tx.PutArticle(ctx, news.Article{
				SourceID: source, PageID: id, URL: url, Kind: kind, Title: url, FirstSeen: Start,
			})
			return err
		})
	}
	put("oak", "https://oak.example/1", "one", news.KindArticle)
	put("oak", "https://oak.example/list", "list", news.KindListing)
	put("ash", "https://ash.example/1", "ash", news.KindArticle)
	put("oak", "https://oak.example/2", "two", news.KindArticle)
	put("oak", "https://oak.example/3", "three", news.KindArticle)
	var bodies []string
	for _, p := range must(f.s.NewestArticlePages(ctx, "oak", 2))(f) {
		bodies = append(bodies, string(p.Body))
	}
	f.same("newest", bodies, []string{"three", "two"})
}
