"""The error tree. Every error names the thing and, where there is one, the mend. Pure."""

from errno import EDQUOT, EFBIG, ENOSPC


class DigestError(Exception):
    """The root: shown to a person as one line, never as a traceback.

    ``what`` says which thing is wrong and how, ``mend`` what to do about it.
    """

    exit_status = 1

    def __init__(self, what: str, mend: str = "") -> None:
        """Keep both parts, so that the line can be composed once, in cli."""
        self.what = what
        self.mend = mend
        super().__init__(f"{what}: {mend}" if mend else what)


class UsageError(DigestError):
    """A mistake in the call."""

    exit_status = 2


class ConfigError(DigestError):
    """A mistake in feed.yml or in the environment."""

    exit_status = 2


class RecordError(DigestError):
    """A record that cannot be read, or a folder that cannot be written."""


class FetchError(DigestError):
    """A source could not be reached or did not answer as it should."""


class ParseError(FetchError):
    """A body that is not what its source's format says."""


class AnalysisError(DigestError):
    """An analyst could not write about a paper."""


class BuildError(DigestError):
    """The site could not be built."""


def unwritten(error: OSError, option: str) -> str:
    """The mend where a file cannot be written into the folder that ``option`` names."""
    if error.errno in (ENOSPC, EDQUOT, EFBIG):
        return "free some space on that disk, then run again: what was finished is kept"
    return f"make the folder writable, or choose another with {option}"


class HostingError(DigestError):
    """The archive could not be checked out or pushed, or the repository's settings stand in the way."""


class NothingToRead(AnalysisError):
    """A paper without a text to analyse: no later run would do better."""


class ProviderError(AnalysisError):
    """A language model could not be asked, or gave nothing that can be used. Never holds a provider's body or a key."""


class Halted(ProviderError):
    """A failure that every further request of this run would share: nothing more is asked."""


class KeyRefused(Halted):
    """The provider does not let this key in: wrong, without permission, or not from this place."""


class UnknownModel(Halted):
    """The provider does not have the model, or this key may not use it."""


class NoCredit(Halted):
    """The account has nothing left to pay with, or no quota at all for the model."""


class DailyQuota(Halted):
    """The day's quota is used up, by the provider's word or by our own budget; it opens again at the provider's midnight."""


class Busy(ProviderError):
    """The provider asks to come again later; ``wait`` is in seconds, None when it did not say how long."""

    def __init__(self, what: str, mend: str = "", *, wait: float | None = None) -> None:
        """Keep what a retry decides on."""
        super().__init__(what, mend)
        self.wait = wait


class Unreachable(ProviderError):
    """No answer came: no connection, or silence for too long."""


class Adjusted(ProviderError):
    """The endpoint does not take a part of the request, which is left out from now on: ask the same again at once."""


class Refused(ProviderError):
    """The provider would not answer this one request; others may be answered."""


class BadReply(ProviderError):
    """A reply that does not hold what was asked for."""


class Deferred(ProviderError):
    """The request waits in a batch; a later run collects the reply."""
