"""Analyse: what a language model is asked and what it replies, whoever makes it. Pure."""

import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

# Measured on arXiv texts a token is about four Latin characters, three where there is mathematics, and one of Chinese or Japanese.
LATIN_PER_TOKEN = 3.5
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: instructions (``system``), material (``user``), and the JSON schema of the reply.

    The schema uses plain types only (no unions, no references), which every endpoint takes. ``max_tokens`` bounds
    the reply with all thinking that goes before it.
    """

    system: str
    user: str
    schema: Mapping[str, Any] = field(default_factory=dict)
    max_tokens: int = 16_384
    temperature: float = 0.2

    @property
    def tokens(self) -> int:
        """About how many tokens go in, rather too many than too few."""
        text = self.system + self.user
        wide = len(WIDE.findall(text))
        return wide + math.ceil((len(text) - wide) / LATIN_PER_TOKEN)

    @property
    def key(self) -> str:
        """Twenty hexadecimal digits by which the same request is known in another run."""
        whole = json.dumps([self.system, self.user, self.schema, self.max_tokens, self.temperature], ensure_ascii=False)
        return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back: the text without any thinking, the model as resolved, tokens with thinking counted as out.

    ``finish`` is ``stop``, ``length`` (cut off) or ``other``; token counts are None where the endpoint does not tell.
    """

    text: str
    model: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    finish: str = "stop"


Ask = Callable[[Request], Reply]
"""Asks a model once. Raises ProviderError, Adjusted when the same request is to be asked again in another form."""


class Batches(Protocol):
    """A provider's way to answer many requests within a day for less."""

    def submit(self, requests: Sequence[Request]) -> str:
        """Hand the requests in and give the name under which they are collected. Raises ProviderError."""
        ...

    def collect(self, name: str) -> Mapping[str, Reply] | None:
        """Give the replies by their requests' keys, without those that failed; None while the batch is under way. Raises ProviderError."""
        ...
