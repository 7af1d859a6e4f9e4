"""The error tree. Every error names the thing and, where there is one, the mend. Pure."""


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


class NothingToRead(AnalysisError):
    """A paper without a text to analyse: no later run would do better."""
