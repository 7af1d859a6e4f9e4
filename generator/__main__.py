"""``digest``, also as ``python -m generator``: a stop is told in one line, also while the program is being loaded or leaves."""

import atexit
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

STOPPED = "stopped: what was finished is kept"
INTERRUPTED = 130  # what typer gives for Ctrl-C
_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


class _Stop:
    """The signal that stopped the program, 0 while none has, and whether there is anything yet to be put in order."""

    number = 0
    loaded = False

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Stop at the next chance; the same signal once more ends the program at once."""
        self.number = number
        if not self.loaded:
            self.leave(say=True)  # Python turns an interruption inside a class body into another error
        signal.signal(number, signal.SIG_DFL)
        raise KeyboardInterrupt

    def unheard(self, lost: "sys.UnraisableHookArgs") -> None:
        """Leave as well where Python can only print the interruption: in a destructor, or while it ends."""
        if issubclass(lost.exc_type, KeyboardInterrupt):
            self.leave(say=True)
        sys.__unraisablehook__(lost)

    def leave(self, *, say: bool) -> NoReturn:
        """End at once: nothing is left to be written, and an interruption once caught would change the exit status on the way out."""
        with suppress(OSError, ValueError, RuntimeError):  # RuntimeError where it was just being written to
            sys.stdout.flush()
        if self.loaded:
            atexit._run_exitfuncs()
        if say:
            with suppress(OSError):  # a terminal that was closed
                os.write(2, f"digest: {STOPPED}\n".encode())
        os._exit(128 + self.number)


def main() -> None:
    """Load and run the command; leave with 128 and the number of the signal that stopped it, as shells do."""
    stop = _Stop()
    for name in _STOPS:
        number = getattr(signal, name, None)
        # What is ignored stays so: nohup.
        if number and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, stop)
    sys.unraisablehook = stop.unheard
    from generator.cli import main as command

    stop.loaded = True
    try:
        command()
    except BaseException as left:
        said = isinstance(left, SystemExit)
        # Whatever has become of the interruption on its way; a command that ended by itself has ended.
        if stop.number and not (said and left.code != INTERRUPTED):  # type: ignore[attr-defined]
            stop.leave(say=not said)
        raise


if __name__ == "__main__":
    main()
