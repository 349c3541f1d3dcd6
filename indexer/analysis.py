"""Which words of a text are indexed, for our own writer and for Whoosh alike.

The words are those of jieba's search mode over folded text, less punctuation and a short list of
function words.  They are not stemmed: in news, Latin words are names and model numbers (Boeing,
PD1728), which a stemmer maims.  Single characters of any script stay, for 京 and 7 are queries.
Whoosh is only imported by whoever asks for its analyzer, so that a query does not wait for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jianbao.indexer.whoosh_tokenizer import ChineseTokenizer

# Particles, pronouns, prepositions and conjunctions that say nothing about what an article is about.
# Nothing that is also a name, a place, a number or a noun (京, 会, 年, 上, 大, 人).
_FUNCTION_WORDS = """
    的 了 和 是 在 与 及 或 而 且 也 都 就 又 还 很 把 被 让 给 对 从 向 由 于 以 为 因 但 则 若 如
    这 那 其 此 该 各 某 他 她 它 我 你 您 们 着 吗 呢 吧 啊 呀 么 之 所 等 个 将
    我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这样 那样 这里 那里 什么 怎么 如何
    以及 并且 而且 或者 但是 因为 所以 如果 虽然 由于 对于 关于 为了 通过 根据 按照 随着
    已经 正在 就是 还是 没有 不是 可以 其中 同时 此外
    a an the and or but if of in on at to for from by with as is are was were be been it its
    this that these those
"""
STOP_WORDS = frozenset(_FUNCTION_WORDS.split())

# The commonest punctuation, so that most of it is recognised by a set.
_DROPPED = STOP_WORDS | set("，。、；：？！（）《》“”‘’…—·%-+.#&_ /\n\r\t")


def is_indexed(word: str) -> bool:
    """Tell whether a word of folded text gets a posting list."""
    return word not in _DROPPED and (word.isalnum() or any(map(str.isalnum, word)))


def chinese_analyzer(user_dict: str | None = None) -> ChineseTokenizer:
    """Return a Whoosh analyzer that takes the place of jieba's `ChineseAnalyzer`.

    `user_dict` is the text of a dictionary in jieba's format.  The text given to the analyzer need
    not be folded.
    """
    from jianbao.indexer.whoosh_tokenizer import ChineseTokenizer

    return ChineseTokenizer(user_dict)
