"""Fields that commands share: what a number or an instant may be before any service looks at it."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

# Times the most units of one line it still fits PostgreSQL's bigint.
MOST_MINOR = 10**12

Minor = Annotated[int, Meta(ge=0, le=MOST_MINOR)]
"""An amount in minor units, not negative."""

Instant = Annotated[datetime, Meta(tz=True)]
"""An ISO 8601 instant with an offset."""
