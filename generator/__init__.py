"""A daily digest of research papers: from what was announced to a site one can read."""

__version__ = "0.1.0"
