package trim

import (
	_ "embed" // for the phrase tables

	"tidings/internal/extract/wording"
)

//go:embed phrases/comments.txt
var commentsText string

// commentOpeners open the readers' comments, behind which nothing of the article comes however long they are.
var commentOpeners = wording.PhrasesOf(&commentsText)

//go:embed phrases/closers.txt
var closersText string

// closers open a section of other things, short ones in the midst of an article, long ones behind it.
var closers = wording.PhrasesOf(&closersText)

//go:embed phrases/residue.txt
var residueText string

// residueLines stand in texts as whole lines and belong to none.
var residueLines = wording.PhrasesOf(&residueText)

//go:embed phrases/editors.txt
var editorsText string

// editorStems begin the lines that name editors, checkers and origins of a text.
var editorStems = wording.PhrasesOf(&editorsText)

//go:embed phrases/sharewords.txt
var shareWordsText string

// shareWords are the words that share buttons are labelled with.
var shareWords = wording.PhrasesOf(&shareWordsText)
