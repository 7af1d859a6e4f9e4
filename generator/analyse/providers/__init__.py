"""Analyse, I/O: the makers of language models, one function and one row each. Nothing else knows a vendor.

A function takes what a feed says about access and gives an ``Ask``: it asks once, without any retry of its own, and
raises an error of our tree. Keys and bodies never leave this package.
"""

from zoneinfo import ZoneInfo

from generator.analyse.asking import Ask
from generator.analyse.providers.access import Access, Vendor
from generator.analyse.providers.gemini import gemini, gemini_batches
from generator.analyse.providers.openai import openai_compatible

__all__ = ["PROVIDERS", "Access", "Vendor", "connect"]

PROVIDERS: dict[str, Vendor] = {
    "gemini": Vendor(
        connect=gemini,
        title="Gemini",
        model="gemini-flash-latest",
        base_url="https://generativelanguage.googleapis.com",
        key="GEMINI_API_KEY",
        day=ZoneInfo("America/Los_Angeles"),
        batches=gemini_batches,
    ),
    "openai": Vendor(
        connect=openai_compatible,
        title="OpenAI",
        model="gpt-5-mini",
        base_url="https://api.openai.com/v1",
        key="OPENAI_API_KEY",
        day=ZoneInfo("UTC"),
    ),
}


def connect(name: str, access: Access) -> Ask:
    """Reach a provider of the table. Raises ConfigError, KeyRefused."""
    return PROVIDERS[name].connect(access, PROVIDERS[name])
