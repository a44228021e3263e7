// Package dedup turns Articles into Fingerprints and finds, for new ones, the Article they are a copy of and the Story
// they belong to. It is the stage between extract and summarize, and pure: no clock, no network, no database. What is
// already known comes in through [Index]; what was found goes out as [Placement]s.
//
// Call [Cluster] with all new articles of a crawl at once. Its answer depends on the set of articles and on the index,
// never on the order of the articles, and as little as can be on how many come at once. Store each Placement's
// Fingerprint: its Data is all that a later Cluster knows of the article, its Keys are what the index finds it by.
// [Novelty] tells what a later article adds to what was told.
//
// # How it decides
//
// An article is a copy of another when what one says stands nearly whole in the other: containment of character
// shingles, rare ones weighing more, sampled so that a fingerprint stays below two kilobytes. Notices cut from one
// template pass that test too, so the slots of a text (a number, date, place or name, and the words around it) are
// compared as well: same surroundings with other contents mean another notice.
//
// Articles join a story by average link over the cosine of their words (bigrams where words are not spaced), numbers,
// dates, places and names counting for more. Two texts must have more in common than either has with the crowd of texts
// about other events: offices say everything in the same few words. Who came at the same time with the same figures is
// no such other, so that an event that very many tell stays whole. Between languages the comparison runs over what
// survives translation: numbers, dates, names by their pinyin, and a small glossary of town matters.
//
// # How it knows which words are common
//
// Document frequencies come from the batch, the candidates found for it and, where the batch is small, the articles of
// the index published last, over a built-in floor: a short table of the commonest words and the glossary stand for a
// thousand unseen articles. So a batch of one is judged much as if it had come with those before it, a batch of
// thousands by its own words, and two replicas with the same index agree without sharing statistics.
package dedup
