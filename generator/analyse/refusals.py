"""Analyse: an answer that is an error becomes one of our errors, whichever provider sent it. Pure.

Bodies are read for what they mean and never quoted: they hold keys, project numbers and other people's text. The rules
stand in one table, asked from the top; each cue was seen in a recorded body or in a provider's list of error codes.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from generator.bounds import loads
from generator.errors import Busy, DailyQuota, KeyRefused, NoCredit, ProviderError, Refused, UnknownModel, Unreachable


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked: how it is called in a message, the secret that holds its key, the model."""

    name: str
    key: str
    model: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What an error answer says: its status, all its words in lower case, the quotas it names, the seconds it asks to wait."""

    status: int
    text: str
    quotas: tuple[str, ...] = ()
    wait: float | None = None


def refusal(status: int, body: str, headers: Mapping[str, str], asked: Asked) -> ProviderError:
    """Turn an error answer into an error of our tree, in our own words."""
    problem = read(status, body, headers)
    return next(make(problem, asked) for test, make in RULES if test(problem))


def read(status: int, body: str, headers: Mapping[str, str]) -> Problem:
    """Read an error body: Google's, OpenAI's, one wrapped in the other, or no JSON at all."""
    error = _error(body)
    nested = list(_walk(error))
    words = " ".join(value for _, value in nested)[:MOST_WORDS] if error else body[:2000]
    quotas = tuple(value for key, value in nested if key in ("quotaid", "quota_limit"))
    zero = any(key in ("quotavalue", "quota_limit_value") and value == "0" for key, value in nested)
    inner = error.get("code")
    code = inner if isinstance(inner, int) and (status < 400 or _is_wrapped(error)) else status
    text = words.lower() + (" limit: 0" if zero else "")
    return Problem(code, text, quotas, _wait(nested, text, headers))


def _error(body: str) -> dict[str, Any]:
    """The error object of a body; some proxies put Google's whole error as a string into their message."""
    try:
        content = loads(body)
    except ValueError:
        return {}
    content = content[0] if isinstance(content, list) and content else content
    if not isinstance(content, dict):
        return {}
    error = content.get("error", content)
    if not isinstance(error, dict):
        return {"message": str(error)}
    message = error.get("message")
    inner = _error(message) if isinstance(message, str) and message.lstrip().startswith("{") else {}
    return {**error, **inner, "wrapped": "yes"} if inner else error


def _is_wrapped(error: Mapping[str, Any]) -> bool:
    return "wrapped" in error


def _walk(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text and number of a tree with the key it stands under, in lower case."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, str(name).lower())
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key)
    elif value is not None:
        yield key, str(value)


MOST_WORDS = 20_000
"""Characters of an error that are read for what they mean."""

_DELAY = re.compile(r"(?:(?P<h>\d+)h)?(?:(?P<m>\d+)m(?!s))?(?:(?P<s>\d+(?:\.\d+)?)s)?(?:(?P<ms>\d+)ms)?")
_AGAIN = re.compile(r"(?:try again|retry) (?:in|after) (?P<delay>[\d.hms]+?)(?:\.\s|\.?$|[^\d.hms])")


def _wait(nested: list[tuple[str, str]], text: str, headers: Mapping[str, str]) -> float | None:
    """Seconds that RetryInfo, the headers or the message asks for, in this order."""
    told = [value for key, value in nested if key == "retrydelay"]
    found = _AGAIN.search(text)
    spoken = (_seconds(delay) for delay in [*told, *([found["delay"]] if found else [])])
    by_body = next((seconds for seconds in spoken if seconds is not None), None)
    by_header = _retry_after(headers)
    return by_body if told and by_body is not None else by_header if by_header is not None else by_body


def _seconds(delay: str) -> float | None:
    """Read a duration such as ``26s``, ``59.826583749s``, ``7m12s`` or ``850ms``."""
    found = _DELAY.fullmatch(delay)
    if not found or not any(found.groups()):
        return None
    h, m, s, ms = (float(found[part] or 0) for part in ("h", "m", "s", "ms"))
    return 3600 * h + 60 * m + s + ms / 1000


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110, 10.2.3); a date is counted from the answer's own Date."""
    named = {name.lower(): value.strip() for name, value in headers.items()}
    text = named.get("retry-after", "")
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(named.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())


def _says(*cues: str) -> Callable[[Problem], bool]:
    pattern = re.compile("|".join(cues))
    return lambda problem: bool(pattern.search(problem.text))


def _is(*statuses: int) -> Callable[[Problem], bool]:
    return lambda problem: problem.status in statuses


def _both(first: Callable[[Problem], bool], second: Callable[[Problem], bool]) -> Callable[[Problem], bool]:
    return lambda problem: first(problem) and second(problem)


def _per_day(problem: Problem) -> bool:
    return any("PerDay" in quota for quota in problem.quotas) or bool(_SAYS_DAY.search(problem.text))


_SAYS_DAY = re.compile(r"per[ -]day|\b[rt]pd\b|daily (?:limit|quota)")
_ERROR_STATUS = range(400, 600)
_MODEL_UNKNOWN = (
    r"model_not_found",
    r"model not exist",
    r"model\b.{0,80}(?:not found|does not exist|not a valid|is not supported for generatecontent)",
    r"(?:invalid|unknown|unsupported|no such) model",
    r"not a valid model",
)
_CONTENT = (
    r"content[_ ](?:filter|policy|management)",
    r"content exists risk",
    r"data_?inspection_?failed",
    r"was flagged",
    r"moderation",
    r"safety system",
)
_TOO_LONG = (r"context[_ ]length", r"context window", r"token count.{0,40}exceeds", r"too (?:long|large)", r"maximum.{0,20}tokens")
_NO_CREDIT = (
    r"insufficient[_ ](?:quota|balance|credits?|funds)",
    r"credits? (?:are|is|balance is)? ?(?:depleted|exhausted|too low)",
    r"prepay",
    r"key limit exceeded",
    r"billing[_ ](?:hard[_ ]limit|not[_ ]active)|arrearage",
)

_LATER = "the next run tries again"


def _no_credit(_: Problem, asked: Asked) -> ProviderError:
    return NoCredit(f"{asked.name}: the account has no credit left", "add credit there, or set another analysis.provider")


def _no_quota(_: Problem, asked: Asked) -> ProviderError:
    return NoCredit(f"{asked.name}: no quota at all for {asked.model}", "set analysis.model to one that the plan includes")


def _not_here(_: Problem, asked: Asked) -> ProviderError:
    return KeyRefused(f"{asked.name}: not offered where this runs", "set analysis.base_url to a proxy, or another analysis.provider")


def _switched_off(_: Problem, asked: Asked) -> ProviderError:
    return KeyRefused(f"{asked.name}: the API is not switched on for this key's project", "make a new key in Google AI Studio")


def _key_refused(_: Problem, asked: Asked) -> ProviderError:
    return KeyRefused(f"{asked.name}: the key was refused", f"check the secret {asked.key}")


def _unknown_model(_: Problem, asked: Asked) -> ProviderError:
    return UnknownModel(f"{asked.name}: no model {asked.model}", "set analysis.model to one it has (and check analysis.base_url)")


def _daily(_: Problem, asked: Asked) -> ProviderError:
    return DailyQuota(f"{asked.name}: today's quota is used up", "it opens again at the provider's midnight")


def _busy(problem: Problem, asked: Asked) -> ProviderError:
    return Busy(f"{asked.name}: too many requests at the moment", _LATER, wait=problem.wait)


def _down(problem: Problem, asked: Asked) -> ProviderError:
    return Busy(f"{asked.name}: overloaded or out of order ({problem.status})", _LATER, wait=problem.wait)


def _content(_: Problem, asked: Asked) -> ProviderError:
    return Refused(f"{asked.name}: its content filter refused the request")


def _too_long(_: Problem, asked: Asked) -> ProviderError:
    return Refused(f"{asked.name}: the text is too long for {asked.model}", "set analysis.model to one with a larger window")


def _not_taken(problem: Problem, asked: Asked) -> ProviderError:
    return Refused(f"{asked.name}: did not take the request ({problem.status})", "see digest doctor")


def _elsewhere(problem: Problem, asked: Asked) -> ProviderError:
    return Unreachable(f"{asked.name}: no such service there ({problem.status})", "check analysis.base_url")


Rule = tuple[Callable[[Problem], bool], Callable[[Problem, Asked], ProviderError]]

RULES: tuple[Rule, ...] = (
    (_is(402), _no_credit),
    (_says(*_NO_CREDIT), _no_credit),
    (_both(_is(429), _says(r"limit: 0(?![\d.])")), _no_quota),
    (_both(_is(429), _per_day), _daily),
    (_is(429), _busy),
    (_is(408, 409, 425, 499), _down),
    (lambda problem: problem.status >= 500, _down),
    (_says(r"api_?key_invalid", r"api key (?:not valid|expired|not found)", r"incorrect api key", r"invalid_api_key"), _key_refused),
    (_is(401), _key_refused),
    (_says(r"location is not supported", r"unsupported_country", r"(?:country|region).{0,30}not supported"), _not_here),
    (_says(*_CONTENT), _content),
    (_says(r"service_disabled", r"has not been used in project"), _switched_off),
    (_is(403), _key_refused),
    (_both(_is(400, 404, 422), _says(*_MODEL_UNKNOWN)), _unknown_model),
    (_is(404), _unknown_model),
    (_is(413), _too_long),
    (_says(*_TOO_LONG), _too_long),
    (lambda problem: problem.status in _ERROR_STATUS, _not_taken),
    (lambda _: True, _elsewhere),
)
"""From the surest sign to the vaguest; the last one takes whatever is left."""
