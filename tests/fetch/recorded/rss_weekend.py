from datetime import date

from generator.fetch.arxiv import Announcement

expected = Announcement(date(2026, 4, 25), ())
