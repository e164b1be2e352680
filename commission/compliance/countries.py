"""Which rule pack a country is judged by: a brand names its country by ISO 3166, the packs are named by law."""

EU_MEMBERS = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
    }
    | {"LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)


def pack_of(country: str) -> str:
    """The pack's name: the United Kingdom is `UK`, a member of the European Union is `EU`, others are themselves."""
    if country in EU_MEMBERS:
        return "EU"
    return "UK" if country == "GB" else country
