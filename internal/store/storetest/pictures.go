package storetest

import (
	"tidings/internal/audience"
	"tidings/internal/news"
	"tidings/internal/store"
)

func testPictures(f *fixture) {
	ctx := f.Context()
	f.sources("oak", "ash")
	pictured := func(source string, n int, image string) int64 {
		a := article(source, n)
		if image != "" {
			a.Image = news.Image{URL: "https://" + source + ".example/" + image, Alt: "桥"}
		}
		return f.article(a)
	}
	bridge, copied := pictured("oak", 1, "bridge.jpg"), pictured("ash", 1, "bridge.jpg")
	pool, bare := pictured("ash", 2, "pool.jpg"), pictured("oak", 2, "")
	logo, again := pictured("oak", 3, "logo.png"), pictured("oak", 4, "logo.png")
	old := article("oak", 5)
	old.Image, old.Baseline = news.Image{URL: "https://oak.example/old.jpg"}, true
	f.story(after(9), bridge, copied)
	for _, id := range []int64{bare, logo, again, f.article(old), pool} {
		f.story(after(9), id)
	}
	wanted := func(since, n int, sources ...string) []int64 {
		f.Helper()
		var ids []int64
		for _, a := range must(f.s.PicturesWanted(ctx, sources, after(since), n))(f) {
			ids = append(ids, a.ID)
		}
		return ids
	}
	f.same("of all", wanted(0, 9, "oak", "ash"), []int64{pool, bridge})
	f.same("one", wanted(0, 1, "oak", "ash"), []int64{pool})
	f.same("of a source", wanted(0, 9, "oak"), []int64{bridge})
	f.same("too old", wanted(3, 9, "oak", "ash"), []int64{})
	f.same("of no source", wanted(0, 9), []int64{})

	kept := news.Picture{ArticleID: bridge, JPEG: []byte{0xff, 0xd8}, Width: 160, Height: 90, At: after(10)}
	f.write(func(tx *store.Tx) error { return tx.PutPicture(ctx, kept) })
	f.write(func(tx *store.Tx) error {
		return tx.PutPicture(ctx, news.Picture{ArticleID: pool, Err: "an icon", At: after(10)})
	})
	f.same("not asked for again, and the copy not at all", wanted(0, 9, "oak", "ash"), []int64{})
	testPicturesOfStories(f)
	f.same("there is one", must(f.s.Pictures(ctx, []int64{bridge, pool, bare}, after(10)))(f),
		map[int64]news.Picture{bridge: kept})
	f.same("not yet", must(f.s.Pictures(ctx, []int64{bridge}, after(9)))(f), map[int64]news.Picture{})

	f.same("nobody asks", must(f.s.DigestsWithPictures(ctx))(f), []string{})
	ann, bob := f.subscriber("ann@mail.example", audience.Active), f.subscriber("bob@mail.example", audience.Pending)
	f.subscription(subscription(bob))
	plain := subscription(ann)
	plain.DigestID, plain.Pictures = "plain", false
	f.subscription(plain)
	f.same("only who is not mailed asks", must(f.s.DigestsWithPictures(ctx))(f), []string{})
	f.subscription(subscription(ann))
	f.same("one asks", must(f.s.DigestsWithPictures(ctx))(f), []string{"linden-daily"})

	f.write(func(tx *store.Tx) error {
		n, err := tx.Tidy(ctx, store.TidyBefore{Bodies: after(11)})
		f.same("tidied", n.Pictures, int64(5))
		return err
	})
	f.same("gone", must(f.s.Pictures(ctx, []int64{bridge}, after(12)))(f), map[int64]news.Picture{})
}

// testPicturesOfStories asks for a picture of any article of a story, one after the other and not for ever.
func testPicturesOfStories(f *fixture) {
	ctx := f.Context()
	var ids []int64
	for n := range 6 {
		a := article("ash", 20+n)
		if n > 0 { // the representative has none
			a.Image = news.Image{URL: "https://ash.example/" + a.Title + ".jpg"}
		}
		ids = append(ids, f.article(a))
	}
	f.story(after(9), ids...)
	for n, want := range [][]int64{{ids[1]}, {ids[2]}, {ids[3]}, {}} {
		var got []int64
		for _, a := range must(f.s.PicturesWanted(ctx, []string{"ash"}, after(0), 9))(f) {
			got = append(got, a.ID)
		}
		f.same("after failures", got, append([]int64(nil), want...))
		if n < 3 {
			f.write(func(tx *store.Tx) error {
				return tx.PutPicture(ctx, news.Picture{ArticleID: ids[n+1], Err: "gone", At: after(10)})
			})
		}
	}
}
