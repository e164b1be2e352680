"""Volume tiers and the right of return (money-rules.md)."""

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from tests.reference.arithmetic import allocate, round_half_up, undone_after
from tests.reference.facts import Book, Json, Rejected, StockLine, StockOrder, instant, key_of


def in_window(book: Book, schedule: Json, then: datetime, now: datetime) -> bool:
    window = schedule["window"]
    if window == "order":
        return False
    if window == "lifetime":
        return then <= now
    if "rolling_days" in window:
        return now - timedelta(days=window["rolling_days"]) < then <= now
    local_then, local_now = then.astimezone(book.zone()), now.astimezone(book.zone())
    months = {"month": 1, "quarter": 3, "year": 12}[window["calendar"]]
    same_period = (local_then.month - 1) // months == (local_now.month - 1) // months
    return then <= now and local_then.year == local_now.year and same_period


def volume(book: Book, seller: str, schedule: Json, now: datetime) -> int:
    """The qualifying volume V of everything that happened so far."""
    if schedule["basis"] == "sell_through":
        return sum(
            book.sku(line.sku)["list_price"] * (line.qty - line.refunded)
            for sale in book.sales.values()
            if sale.from_stock and sale.store == seller and in_window(book, schedule, sale.at, now)
            for line in sale.lines
            if book.eligible(line.sku)
        )
    lines = [
        line
        for order in book.stock.values()
        if order.seller == seller and in_window(book, schedule, order.at, now)
        for line in order.lines
        if book.eligible(line.sku)
    ]
    if schedule["basis"] == "paid":
        return sum(line.net - undone_after(line.net, line.returned, line.qty) for line in lines)
    return sum(book.sku(line.sku)["list_price"] * (line.qty - line.returned) for line in lines)


def counts_current_order(schedule: Json) -> bool:
    value = schedule.get("counts_current_order")
    return schedule["basis"] != "sell_through" if value is None else value


def tier_reached(schedule: Json, before: int, order_list: int) -> Json:
    reached = schedule["tiers"][0]
    for tier in schedule["tiers"]:
        if not counts_current_order(schedule):
            counted = 0
        elif schedule["basis"] == "paid":
            counted = round_half_up(order_list * Fraction(tier["price_rate"]))
        else:
            counted = order_list
        if before + counted >= tier["threshold"]:
            reached = tier
    return reached


def graduated_total(schedule: Json, before: int, order_list: int) -> int:
    exact = Fraction(0)
    tiers = schedule["tiers"]
    for i, tier in enumerate(tiers):
        start = max(before, tier["threshold"])
        end = before + order_list
        if i + 1 < len(tiers):
            end = min(end, tiers[i + 1]["threshold"])
        exact += max(0, end - start) * Fraction(tier["price_rate"])
    return round_half_up(exact)


def price(book: Book, schedule: Json, before: int, units: list[tuple[str, int]]) -> tuple[str, list[int]]:
    """The tier's name, and the net of each (sku, qty), for an order that finds the volume `before`."""
    lists = [book.sku(sku)["list_price"] * qty for sku, qty in units]
    eligible = [book.eligible(sku) for sku, _ in units]
    counted = [value if ok else 0 for value, ok in zip(lists, eligible, strict=True)]
    tier = tier_reached(schedule, before, sum(counted))
    if schedule["mode"] == "graduated":
        nets = allocate(
            graduated_total(schedule, before, sum(counted)), [Fraction(value) for value in counted]
        )
    else:
        nets = [round_half_up(value * Fraction(tier["price_rate"])) for value in counted]
    whole = [net if ok else value for net, value, ok in zip(nets, lists, eligible, strict=True)]
    return tier["name"], whole


def standing(book: Book, seller: str, now: datetime) -> tuple[str | None, int | None]:
    """The tier an order of value zero would reach now, and the volume behind it."""
    bought = any(order.seller == seller for order in book.stock.values())
    schedule = book.policy("tier_schedule", now)
    if schedule is None or not (bought or book.seller(seller)["kind"] == "reseller"):
        return None, None
    before = volume(book, seller, schedule, now)
    return tier_reached(schedule, before, 0)["name"], before


def pay_stock_order(book: Book, event: Json) -> None:
    if event["order"] in book.stock:
        raise Rejected(f"stock order {event['order']} is already paid")
    key = key_of(event)
    schedule = book.policy("tier_schedule", key[0])
    if schedule is None:
        raise Rejected("no tier schedule is in force")
    before = volume(book, event["seller"], schedule, key[0])
    tier, nets = price(book, schedule, before, [(line["sku"], line["qty"]) for line in event["lines"]])
    lines = [
        StockLine(
            line["line"], line["sku"], line["qty"], book.sku(line["sku"])["list_price"] * line["qty"], net
        )
        for line, net in zip(event["lines"], nets, strict=True)
    ]
    policy = book.policy("return_policy", key[0])
    book.stock[event["order"]] = StockOrder(
        event["order"], event["seller"], key, schedule, policy, before, tier, lines
    )
    mark_stock_order(book, book.stock[event["order"]])


def mark_stock_order(book: Book, order: StockOrder) -> None:
    schedule = order.schedule
    book.mark(f"priced {schedule['basis']} {schedule['mode']}")
    if order.tier != schedule["tiers"][0]["name"]:
        book.mark("tier above the first")
    if order.volume_before > 0:
        book.mark("volume before an order")
    volumes = {order.volume_before, order.volume_before + sum(line.list for line in order.lines)}
    if volumes & {tier["threshold"] for tier in schedule["tiers"][1:]}:
        book.mark("threshold reached at equality")


def return_stock(book: Book, event: Json) -> None:
    order = book.stock.get(event["order"])
    if order is None:
        raise Rejected(f"stock order {event['order']} is unknown")
    lot = next((line for line in order.lines if line.line == event["line"]), None)
    if lot is None:
        raise Rejected(f"stock order {event['order']} has no line {event['line']}")
    if order.policy is None:
        raise Rejected("no return policy was in force at the stock order's payment")
    days = order.policy.get("window_days")
    now = instant(event["at"])
    if days is not None and now >= order.at + timedelta(days=days):
        book.mark("return too late")
        raise Rejected("the return window is over")
    if event["qty"] > lot.qty - lot.sold - lot.returned:
        book.mark("return of more than can be")
        raise Rejected(f"only {lot.qty - lot.sold - lot.returned} units can still be returned")
    if order.policy["pricing"] == "keep_price":
        gross, fee = keep_price(book, order, lot, event["qty"])
    else:
        gross, fee = reprice_kept(book, order, lot, event["qty"]), 0
    tier_before = standing(book, order.seller, now)[0]
    lot.returned += event["qty"]
    lot.refunded += gross - fee
    lot.fee_rate_base += gross
    book.fees += fee
    tier, after = standing(book, order.seller, now)
    if tier != tier_before:
        book.mark("a return lowers the standing tier")
    book.returns.append(
        {"event": event["id"], "order": order.order, "line": lot.line, "qty": event["qty"], "gross": gross}
        | {"fee": fee, "refund": gross - fee, "tier_after": tier, "volume_after": after}
    )


def keep_price(book: Book, order: StockOrder, lot: StockLine, qty: int) -> tuple[int, int]:
    """Gross and fee of this step, each by its own cumulative rule."""
    rate = Fraction((order.policy or {}).get("restocking_rate") or "0")
    gross_before = undone_after(lot.net, lot.returned, lot.qty)
    gross_after = undone_after(lot.net, lot.returned + qty, lot.qty)
    fee = round_half_up(gross_after * rate) - round_half_up(gross_before * rate)
    if fee:
        book.mark("restocking fee")
    if lot.returned:
        book.mark("return in steps")
    return gross_after - gross_before, fee


def reprice_kept(book: Book, order: StockOrder, lot: StockLine, qty: int) -> int:
    """The refund: what was paid, less the kept units priced afresh, less refunds so far, within bounds."""
    returned = {line.line: line.returned for line in order.lines}
    returned[lot.line] += qty
    kept = [(line.sku, line.qty - returned[line.line]) for line in order.lines]
    _, nets = price(book, order.schedule, order.volume_before, kept)
    refunded = sum(line.refunded for line in order.lines)
    wanted = sum(line.net for line in order.lines) - sum(nets) - refunded
    came_back = undone_after(lot.net, returned[lot.line], lot.qty) - undone_after(
        lot.net, lot.returned, lot.qty
    )
    floor = ceil(came_back * Fraction((order.policy or {}).get("floor_rate") or "0"))
    paid_for_returned = sum(undone_after(line.net, returned[line.line], line.qty) for line in order.lines)
    ceiling = paid_for_returned - refunded
    if wanted < floor:
        book.mark("reprice floor bound")
    elif wanted > ceiling:
        book.mark("reprice ceiling bound")
    else:
        book.mark("reprice within its bounds")
        if wanted < came_back:
            book.mark("reprice below the price paid")
    return min(max(wanted, floor), ceiling)


def take_from_lots(book: Book, store: str, sku: str, qty: int) -> list[StockLine]:
    """Units of a sale from own stock: first in, first out by payment instant. One entry per unit."""
    taken: list[StockLine] = []
    for order in sorted(book.stock.values(), key=lambda order: order.key):
        for lot in order.lines:
            if order.seller != store or lot.sku != sku:
                continue
            while len(taken) < qty and lot.qty - lot.sold - lot.returned > 0:
                lot.sold += 1
                taken.append(lot)
    return taken
