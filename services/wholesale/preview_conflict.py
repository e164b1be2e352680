"""Why a previewed return cannot be confirmed as it was shown, in English and Chinese."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from infra.errors import FieldFault
from services.wholesale.errors import PreviewConflict
from services.wholesale.preview_return import ReturnPreviewed

# What the preview promised, and how the figures are called on the page.
_FIGURES = {
    "gross": "应退货款",
    "fee": "手续费",
    "refund": "退款",
    "tier_before": "退货前等级",
    "volume_before": "退货前累计进货量",
    "tier_after": "退货后等级",
    "volume_after": "退货后累计进货量",
}


def expired(at: datetime, zone: ZoneInfo) -> PreviewConflict:
    """The promise ended at `at`."""
    local = at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return _conflict(f"expired at {local}", f"预览已于 {local} 过期")


def require_same(promised: ReturnPreviewed, fresh: ReturnPreviewed) -> None:
    """Raise PreviewConflict with every figure that moved, unless the return is what was promised to the cent."""
    moved = [
        (name, chinese, getattr(promised, name), getattr(fresh, name))
        for name, chinese in _FIGURES.items()
        if getattr(promised, name) != getattr(fresh, name)
    ]
    if moved:
        english = ", ".join(f"{name} was {was} and is now {now}" for name, _, was, now in moved)
        chinese = "，".join(f"{label}由 {was} 变为 {now}" for _, label, was, now in moved)
        raise _conflict(f"promised other figures: {english}", f"金额已变化：{chinese}")
    if _per_line(promised) != _per_line(fresh):
        raise _conflict(
            "spread the same sum over the lines in another way", "退款总额不变，但各行的分配已变化"
        )


def _conflict(english: str, chinese: str) -> PreviewConflict:
    return PreviewConflict(FieldFault("preview_id", english, chinese))


def _per_line(preview: ReturnPreviewed) -> list[tuple[UUID, int, int, int, int]]:
    return [(line.lot_id, line.qty, line.gross, line.fee, line.refund) for line in preview.lines]
