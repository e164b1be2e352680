"""Commission and proceeds (money-rules.md, Commission)."""

from datetime import datetime
from fractions import Fraction

from tests.reference.arithmetic import allocate, round_half_up, undone_after
from tests.reference.credit import Credit, decide
from tests.reference.facts import Book, Json, Key, Rejected, Row, Sale, SaleLine, instant, key_of
from tests.reference.stock import standing, take_from_lots

JURISDICTION_LINE_CAP = {"CN": "0.30", "KR": "0.35"}


def pay_sale(book: Book, event: Json) -> None:
    if event["order"] in book.sales:
        raise Rejected(f"order {event['order']} is already paid")
    key = key_of(event)
    attribution, plan = book.policy("attribution_policy", key[0]), book.policy("commission_plan", key[0])
    if attribution is None or plan is None:
        raise Rejected("no attribution policy or no commission plan is in force")
    from_stock = bool(event.get("from_stock"))
    lines = [SaleLine(line["line"], line["sku"], line["qty"], line["paid"]) for line in event["lines"]]
    if from_stock:
        refuse_oversold(book, event)
    returning = any(sale.customer == event["customer"] for sale in book.sales.values())
    sale = Sale(
        event["order"],
        event["customer"],
        event.get("visitor"),
        event.get("store"),
        from_stock,
        key,
        plan,
        lines,
    )
    tiers = {seller["id"]: standing(book, seller["id"], key[0])[0] for seller in book.document["sellers"]}
    book.sales[sale.order] = sale
    by, credited = decide(book, attribution, sale, event)
    sale.decision = {
        "by": by,
        "credits": [{"seller": credit.seller, "weight": str(credit.weight)} for credit in credited],
    }
    if from_stock:
        take_stock(book, sale)
    else:
        write_commissions(book, sale, credited, tiers, "returning" if returning else "new")


def refuse_oversold(book: Book, event: Json) -> None:
    for sku in {line["sku"] for line in event["lines"]}:
        wanted = sum(line["qty"] for line in event["lines"] if line["sku"] == sku)
        held = sum(
            lot.qty - lot.sold - lot.returned
            for order in book.stock.values()
            if order.seller == event["store"]
            for lot in order.lines
            if lot.sku == sku
        )
        if wanted > held:
            book.mark("sale of more than the stock")
            raise Rejected(f"store {event['store']} holds only {held} units of {sku}")


def take_stock(book: Book, sale: Sale) -> None:
    assert sale.store is not None
    book.mark("sale from own stock")
    for line in sale.lines:
        line.taken_from = take_from_lots(book, sale.store, line.sku, line.qty)
        if len({id(lot) for lot in line.taken_from}) > 1:
            book.mark("sale across lots")
        if line.paid:
            book.rows.append(Row("proceeds", sale, line.line, sale.store, "", line.paid, line.paid))


def rule_for(
    book: Book, sale: Sale, line: SaleLine, credit: Credit, tiers: dict[str, str | None], customer: str
) -> Json | None:
    """The first rule that matches the line for this seller."""
    seller, sku = book.seller(credit.seller), book.sku(line.sku)
    facts = {
        "seller_kind": seller["kind"],
        "tier": tiers[credit.seller],
        "cohort": seller.get("cohort"),
        "sku": line.sku,
        "category": sku.get("category"),
        "channel": credit.channel,
        "customer": customer,
    }
    for rule in sale.plan["rules"]:
        if all(facts[what] in wanted for what, wanted in (rule.get("match") or {}).items()):
            return dict(rule)
    return None


def entitlements(sale: Sale, rules: list[Json | None]) -> list[Fraction]:
    """One seller's exact entitlement for each line, from the rule that matches each line."""
    found = []
    for i, (line, rule) in enumerate(zip(sale.lines, rules, strict=True)):
        if rule is None:
            found.append(Fraction(0))
        elif rule.get("rate") is not None:
            found.append(line.paid * Fraction(rule["rate"]))
        elif rule.get("per_unit") is not None:
            found.append(Fraction(rule["per_unit"] * line.qty))
        else:
            same = [j for j, other in enumerate(rules) if other is not None and other["id"] == rule["id"]]
            bases = [Fraction(sale.lines[j].paid) for j in same]
            if sum(bases) == 0:
                bases = [Fraction(1)] * len(same)
            found.append(Fraction(allocate(rule["per_order"], bases)[same.index(i)]))
    return found


def write_commissions(
    book: Book, sale: Sale, credited: list[Credit], tiers: dict[str, str | None], customer: str
) -> None:
    rules = [
        [rule_for(book, sale, line, credit, tiers, customer) for line in sale.lines] for credit in credited
    ]
    due = [entitlements(sale, of_seller) for of_seller in rules]
    weighted = [
        [credit.weight * of_seller[i] for credit, of_seller in zip(credited, due, strict=True)]
        for i in range(len(sale.lines))
    ]
    amounts = cap_order(book, sale, [cap_line(book, sale, i, sum(w)) for i, w in enumerate(weighted)])
    shares = [allocate(amount, weights) for amount, weights in zip(amounts, weighted, strict=True)]
    for which, credit in enumerate(credited):
        own = cap_month(book, sale, credit.seller, [share[which] for share in shares])
        for line, rule, amount in zip(sale.lines, rules[which], own, strict=True):
            if amount and rule:
                mark_rule(book, rule)
                row = Row("commission", sale, line.line, credit.seller, rule["id"], line.paid, amount)
                book.rows.append(row)


def mark_rule(book: Book, rule: Json) -> None:
    paid_by = next(way for way in ("rate", "per_unit", "per_order") if rule.get(way) is not None)
    book.mark(f"paid by {paid_by}")
    for what in rule.get("match") or {}:
        book.mark(f"matched on {what}")


def cap_line(book: Book, sale: Sale, i: int, exact: Fraction | int) -> int:
    amount = round_half_up(Fraction(exact))
    rate = sale.plan.get("total_rate_cap") or JURISDICTION_LINE_CAP.get(
        book.document["brand"]["jurisdiction"]
    )
    if rate is None:
        return amount
    cap = round_half_up(sale.lines[i].paid * Fraction(rate))
    if amount > cap:
        book.mark("line cap cut")
    return min(amount, cap)


def cut_to(room: int, amounts: list[int]) -> list[int]:
    """The amounts brought down to `room` altogether, the latest line cut first."""
    left = list(amounts)
    for i in reversed(range(len(left))):
        too_much = max(0, sum(left) - room)
        left[i] -= min(left[i], too_much)
    return left


def cap_order(book: Book, sale: Sale, amounts: list[int]) -> list[int]:
    cap = (sale.plan.get("caps") or {}).get("order")
    if cap is None or sum(amounts) <= cap:
        return amounts
    book.mark("order cap cut")
    return cut_to(cap, amounts)


def cap_month(book: Book, sale: Sale, seller: str, amounts: list[int]) -> list[int]:
    cap = (sale.plan.get("caps") or {}).get("seller_month")
    if cap is None:
        return amounts
    month = month_of(book, sale.at)
    so_far = sum(
        row.left
        for row in book.rows
        if row.kind == "commission" and row.seller == seller and month_of(book, row.sale.at) == month
    )
    room = max(0, cap - so_far)
    if sum(amounts) <= room:
        return amounts
    book.mark("month cap cut")
    return cut_to(room, amounts)


def month_of(book: Book, at: datetime) -> tuple[int, int]:
    local = at.astimezone(book.zone())
    return local.year, local.month


def mature(book: Book, now: datetime) -> None:
    """Everything due by now; before any event of that instant."""
    for row in book.rows:
        if not row.matured and not row.held and row.left and row.due() <= now:
            row.matured = True


def deliver(book: Book, event: Json) -> None:
    sale = book.sales[event["order"]]
    if sale.delivered is not None:
        raise Rejected(f"order {sale.order} is already delivered")
    mine = [row for row in book.rows if row.sale is sale]
    if any(row.matured for row in mine):
        book.mark("late delivery")
    sale.delivered = instant(event["at"])


def refund_sale(book: Book, event: Json) -> None:
    sale = book.sales[event["order"]]
    line = next((line for line in sale.lines if line.line == event["line"]), None)
    if line is None:
        raise Rejected(f"order {sale.order} has no line {event['line']}")
    if event["qty"] > line.qty - line.refunded:
        book.mark("refund of more than was bought")
        raise Rejected(f"only {line.qty - line.refunded} units can still be refunded")
    before = undone_after(line.paid, line.refunded, line.qty)
    line.refunded += event["qty"]
    book.refunded_to_customers[sale.from_stock] += undone_after(line.paid, line.refunded, line.qty) - before
    if sale.from_stock:
        for _ in range(event["qty"]):
            line.taken_from.pop().sold -= 1
    for row in book.rows:
        if row.sale is sale and row.line == line.line and not row.refused:
            reverse(book, row, undone_after(row.amount, line.refunded, line.qty))


def reverse(book: Book, row: Row, reversed_after: int) -> None:
    if row.state != "reversed":
        book.mark(f"refund of a row that is {row.state}")
    row.reversed = reversed_after
    if book.available(row.seller) < 0:
        book.mark("negative available")


def find_row(book: Book, event: Json) -> Row:
    for row in book.rows:
        wanted = (event["order"], event["line"], event["seller"])
        if row.kind == "commission" and (row.sale.order, row.line, row.seller) == wanted:
            return row
    raise Rejected("there is no such commission line")


def hold(book: Book, event: Json) -> None:
    row = find_row(book, event)
    if row.state != "pending":
        raise Rejected(f"only a pending commission line can be held, this one is {row.state}")
    row.held = True


def release(book: Book, event: Json) -> None:
    row = find_row(book, event)
    if row.state != "held":
        raise Rejected(f"only a held commission line can be released, this one is {row.state}")
    row.held = False
    book.mark("released when due" if row.due() <= instant(event["at"]) else "released before due")


def refuse(book: Book, event: Json) -> None:
    row = find_row(book, event)
    if row.state != "held":
        raise Rejected(f"only a held commission line can be refused, this one is {row.state}")
    row.reversed, row.refused, row.held = row.amount, True, False
    book.mark("refused")


def pay_out(book: Book, event: Json) -> None:
    key: Key = key_of(event)
    wanted = event.get("seller")
    for seller in [one["id"] for one in book.document["sellers"] if wanted in (None, one["id"])]:
        amount = book.available(seller)
        if amount <= 0 or amount < (event.get("minimum") or 0):
            book.mark("payout waits" if amount else "nothing to pay")
            continue
        status = book.status_before(seller, key)
        if status == "suspended":
            book.mark("suspended seller waits")
            continue
        book.mark(f"payout of a seller who is {status}")
        book.payouts.append((seller, amount))
        for row in book.rows:
            if row.seller == seller and row.matured:
                row.paid_out = True
