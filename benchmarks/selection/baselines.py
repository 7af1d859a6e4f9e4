"""What the ranking has to beat: counting keywords, TF-IDF cosine, and a linear classifier on liked papers."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from generator.model import Interest, Paper


def text(paper: Paper) -> str:
    return f"{paper.title} {paper.abstract or ''}"


def words(interests: Sequence[Interest]) -> str:
    """All that an interest says, as one text."""
    return " ".join(" ".join((each.name, each.about, *each.keywords)) for each in interests)


def keyword_counts(papers: Mapping[str, Paper], interests: Sequence[Interest]) -> dict[str, float]:
    """How often the phrases of the interests occur, in the title three times: the keywords, and ``about`` cut at punctuation.

    Counting the title once, or hyphens and spaces as one, did worse or the same.
    """
    phrases = {phrase.strip().lower() for each in interests for phrase in (*each.keywords, *re.split(r"[,;:.()]", each.about))}
    wanted = [phrase for phrase in phrases if len(phrase) > 2]
    return {
        id_: float(sum(3 * paper.title.lower().count(phrase) + (paper.abstract or "").lower().count(phrase) for phrase in wanted))
        for id_, paper in papers.items()
    }


class Tfidf:
    """TF-IDF vectors of all papers (the better of two usual settings: sublinear counts, English stop words)."""

    def __init__(self, papers: Mapping[str, Paper]) -> None:
        self.ids = list(papers)
        self.place = {id_: row for row, id_ in enumerate(self.ids)}
        self.vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        self.matrix = self.vectorizer.fit_transform([text(paper) for paper in papers.values()])

    def cosine(self, query: str) -> dict[str, float]:
        return dict(zip(self.ids, (self.matrix @ self.vectorizer.transform([query]).T).toarray()[:, 0], strict=True))

    def classifier(self, liked: Sequence[str], others: Sequence[str]) -> dict[str, float]:
        """A linear classifier of the liked papers against others of earlier days, which a feed does not have on its first day."""
        rows = self.matrix[[self.place[id_] for id_ in (*liked, *others)]]
        wanted = np.r_[np.ones(len(liked)), np.zeros(len(others))]
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=300).fit(rows, wanted)
        return dict(zip(self.ids, model.decision_function(self.matrix), strict=True))
