"""Share cards and landings: a brand's kit is drafted, previewed and published; a card speaks for who shares, a landing
to who opens."""
