import json
from typing import Any

import pytest

from generator.analyse.refusals import Asked, refusal
from generator.errors import Busy, DailyQuota, KeyRefused, NoCredit, ProviderError, Refused, UnknownModel

ASKED = Asked("Gemini", "GEMINI_API_KEY", "gemini-9")


def told(status: int, message: Any = "", headers: dict[str, str] | None = None, **fields: Any) -> ProviderError:
    return refusal(status, json.dumps({"error": {"message": message, **fields}}), headers or {}, ASKED)


def wait(message: str, headers: dict[str, str] | None = None) -> float | None:
    error = told(429, message, headers)
    assert isinstance(error, Busy)
    return error.wait


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (400, "Model Not Exist", UnknownModel),  # DeepSeek
        (400, "foo/bar is not a valid model ID", UnknownModel),  # OpenRouter
        (404, "model 'qwen9' not found, try pulling it first", UnknownModel),  # Ollama
        (404, "The model `x` does not exist.", UnknownModel),  # vLLM
        (400, "API key expired. Please renew the API key.", KeyRefused),
        (403, "Your API key was reported as leaked.", KeyRefused),
        (403, "Country, region, or territory not supported", KeyRefused),
        (400, "User location is not supported for the API use.", KeyRefused),
        (403, "Key limit exceeded (total limit).", NoCredit),  # OpenRouter
        (429, "Your prepayment credits are depleted.", NoCredit),
        (400, "Access denied, account arrearage", NoCredit),  # Qwen
        (429, "Rate limit exceeded: free-models-per-day.", DailyQuota),  # OpenRouter
        (429, "Rate limit reached for gpt-9 on requests per day (RPD): Limit 200", DailyQuota),
        (429, "Rate limit reached for gpt-9 on tokens per min (TPM): Limit 200", Busy),
        (429, "Quota exceeded, limit: 0, model: gemini-9-pro", NoCredit),
        (429, "Quota exceeded, limit: 0.5 of a thousand", Busy),
        (400, "Content Exists Risk", Refused),  # DeepSeek
        (400, "DataInspectionFailed", Refused),  # Qwen
        (403, "openai/x requires moderation. Your input was flagged", Refused),  # OpenRouter
        (400, "This model's maximum context length is 131072 tokens.", Refused),
        (400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", Refused),
        (413, "Request too large", Refused),
        (529, "Overloaded", Busy),
        (524, "", Busy),
        (422, "tool_choice is odd", Refused),
    ],
)
def test_what_providers_say_in_words_is_understood(status: int, message: str, kind: type[ProviderError]) -> None:
    assert type(told(status, message)) is kind


def test_the_seconds_to_wait_come_from_the_body_the_headers_or_the_words() -> None:
    assert wait("Please try again in 20s. Visit the site.") == 20
    assert wait("Please try again in 7m12s.") == 432
    assert wait("please retry after 850ms") == pytest.approx(0.85)
    assert wait("Please retry in 1h2m3.5s.") == 3723.5
    assert wait("Please retry shortly") is None
    assert wait("try again in 20s", {"retry-after": "3"}) == 3
    assert wait("", {"Retry-After": "1.5"}) == 1.5
    dates = {"Retry-After": "Mon, 20 Apr 2026 05:30:30 GMT", "Date": "Mon, 20 Apr 2026 05:30:00 GMT"}
    assert wait("", dates) == 30
    assert wait("", {"Retry-After": "soon"}) is None
    assert wait("", {"Retry-After": "Mon, 20 Apr 2026 05:30:30 GMT"}) is None


def quota(*ids: str, delay: str = "26s", value: str = "20") -> ProviderError:
    violations = [{"quotaId": id_, "quotaValue": value} for id_ in ids]
    return told(429, "You exceeded your current quota", details=[{"violations": violations}, {"retryDelay": delay}])


def test_a_quota_per_day_stops_the_day_whatever_delay_is_told() -> None:
    assert isinstance(quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), DailyQuota)
    assert isinstance(quota("XPerMinute-FreeTier", "XPerDay-FreeTier"), DailyQuota)


def test_a_quota_per_minute_waits_as_told() -> None:
    error = quota("GenerateContentInputTokensPerModelPerMinute-FreeTier", delay="59.826583749s")
    assert isinstance(error, Busy)
    assert error.wait == pytest.approx(59.83, abs=0.01)
    assert getattr(quota("PerMinute", delay="soon"), "wait", 0) is None


def test_a_quota_of_zero_is_no_quota() -> None:
    assert isinstance(quota("XPerDay-FreeTier", value="0"), NoCredit)


def test_googles_error_is_found_inside_what_proxies_make_of_it() -> None:
    google = {"error": {"code": 429, "message": "x", "details": [{"violations": [{"quotaId": "PerDay"}]}]}}
    assert isinstance(refusal(429, json.dumps([google]), {}, ASKED), DailyQuota)
    assert isinstance(told(500, json.dumps(google)), DailyQuota)
    assert isinstance(refusal(429, json.dumps({"error": "Too many requests per day"}), {}, ASKED), DailyQuota)
    assert isinstance(refusal(400, json.dumps({"message": "Model not exist"}), {}, ASKED), UnknownModel)
    assert isinstance(refusal(500, json.dumps("down"), {}, ASKED), Busy)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 413, 418, 422, 429, 499, 500, 503, 304])
@pytest.mark.parametrize("secret", ["AIzaSECRET", "project_number:348715329010", "<script>alert(1)</script>"])
def test_nothing_of_a_body_is_ever_told(status: int, secret: str) -> None:
    error = told(status, f"Invalid API key: {secret}", details=[{"detail": secret}])
    assert secret not in f"{error} {error.what} {error.mend}"
    assert error.what.startswith("Gemini: ")
