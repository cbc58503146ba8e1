"""One-line drawings: progress with pace, plain bars, trends, and what a board adds up to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tandem.core.ui.svg import element, number, numbers, pct, short, together


def _held(value: float) -> float:
    return min(100.0, max(0.0, value))


def bul(value: Any, pace: Any = None, label: str = "", thin: bool = False) -> SafeString:
    """Progress in percent with an optional pace mark. Without a label it is decoration: say the figure beside it."""
    at, mark = number(value), number(pace)
    y, height = ("0", "3") if thin else ("0", "6")
    bar = [element("rect", class_="trk", width="100%", y=y, height=height)]
    if at:
        bar.append(element("rect", class_="val", width=pct(_held(at)), y=y, height=height))
    tick: SafeString | str = ""
    if mark is not None:
        # A nested svg puts the mark at a percentage and centres its two pixels there.
        tick = element("svg", element("rect", class_="pac", x="-1", y="-3", width="2", height="12", rx="1"),
                       x=pct(_held(mark)), overflow="visible")  # fmt: skip
    body = together(element("g", together(*bar)), tick)
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element("svg", body, class_="bul bul-thin" if thin else "bul", **spoken)


def bar(value: Any, kind: str = "", label: str = "") -> SafeString:
    """A four-pixel bar in percent; `kind` is ok, warn, bad or thin. Used for response clocks and shares."""
    at = _held(number(value) or 0)
    body = together(
        element("rect", class_="trk", width="100%", height="4", rx="2"),
        element("rect", class_="val", width=pct(at), height="4", rx="2") if at else "",
    )
    spoken = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return element("svg", body, class_=f"barsla {kind}".strip(), **spoken)


def diverging(value: Any, widest: Any, muted: Any = False) -> SafeString:
    """A bar to the right of the middle for what adds, to the left for what costs; `widest` fills one side.

    Decoration: say the figure beside it. `muted` for a difference that chance explains.
    """
    at, most = number(value) or 0.0, number(widest) or 0.0
    half = 50 * min(abs(at) / most, 1) if most else 0.0
    kind = "quiet" if muted else "val" if at >= 0 else "cost"
    body = together(
        element("line", class_="axis", x1="50%", x2="50%", y1="0", y2="100%"),
        element(
            "rect",
            class_=kind,
            x=pct(50 if at >= 0 else 50 - half),
            width=pct(half),
            y="3",
            height="8",
            rx="1",
        ),
    )
    return element("svg", body, class_="diverging", aria_hidden="true")


def wp(value: Any, label: str = "Win chance", opens: bool = False) -> SafeString:
    """A win chance as a short bar and its number. `opens`: a card's button that says why, in few bytes."""
    at = number(value)
    if at is None:
        return format_html('<span class="wp">{}</span>', "–")
    percent = f"{short(round(at))}%"
    if opens:
        bar = element("svg", element("rect", width=pct(_held(at))))
        return format_html('<button aria-label="{} {}">{}{}</button>', label, percent, bar, percent)
    body = together(
        element("rect", class_="trk", width="100%", height="4", rx="2"),
        element("rect", class_="val", width=pct(_held(at)), height="4", rx="2"),
    )
    drawing = element("svg", body, aria_hidden="true")
    return format_html(
        '<span class="wp"><span class="sr-only">{} </span>{}{}</span>', label, drawing, percent
    )


def spark(values: Any, w: int = 64, h: int = 20, ref: Any = None, label: str = "") -> SafeString:
    """A trend line with a dot at its end. Fewer than two values give an en dash."""
    series, reference = numbers(values), number(ref)
    if len(series) < 2:
        return format_html('<span class="text-faint" aria-label="{}">–</span>', "too little history")
    known = [*series, reference] if reference is not None else series
    low, high = min(known), max(known)
    step = (w - 6) / (len(series) - 1)

    def y(value: float) -> float:
        return h - 3 - (value - low) / ((high - low) or 1) * (h - 6)

    points = " ".join(f"{short(2 + at * step)},{short(y(each))}" for at, each in enumerate(series))
    end = element("circle", cx=short(2 + (len(series) - 1) * step), cy=short(y(series[-1])), r="2.4")
    line: SafeString | str = ""
    if reference is not None:
        line = element("line", class_="ref", x1="0", x2=w, y1=short(y(reference)), y2=short(y(reference)))
    return element(
        "svg", together(line, element("polyline", points=points), end), class_="spark", width=w, height=h, role="img",
        aria_label=label or f"trend from {short(series[0])} to {short(series[-1])}",
    )  # fmt: skip


def bars(values: Any, w: int = 56, h: int = 20, ref: Any = None, label: str = "") -> SafeString:
    """Small columns, the last one stronger: the quarters before and now."""
    series = numbers(values)
    if not series:
        return format_html('<span class="text-faint" aria-label="{}">–</span>', "no history")
    top = max([*series, number(ref) or 0]) or 1
    width = (w - 3 * (len(series) - 1)) / len(series)
    columns = []
    for at, each in enumerate(series):
        height = max(1.0, max(0.0, each) / top * (h - 1))
        columns.append(element("rect", x=short(at * (width + 3)), y=short(h - height), width=short(width),
                               height=short(height), rx="1.5"))  # fmt: skip
    spoken = label or "history: " + ", ".join(short(each) for each in series)
    return element("svg", together(*columns), class_="bars", width=w, height=h, role="img", aria_label=spoken)


def stack(parts: Iterable[tuple[str, Any]], target: Any = None, target_text: str = "", label: str = "",
          note: str = "") -> SafeString:  # fmt: skip
    """Amounts laid end to end up to the target line: `parts` are (words, amount), strongest first."""
    known = [(str(words), number(amount) or 0.0) for words, amount in parts]
    total, goal = sum(amount for _, amount in known), number(target)
    full = max(total, (goal or 0) * 1.12) or 1
    line = goal / full * 100 if goal else None
    drawn = [element("rect", class_="trk", y="17", width="100%", height="16", rx="4")]
    start = 0.0
    for at, (words, amount) in enumerate(known):
        share = amount / full * 100
        if share <= 0:
            continue
        drawn.append(
            element("rect", class_=f"s{min(at, 4)}", x=pct(start), y="17", width=pct(share), height="16")
        )
        drawn.append(_written(words, *_clear(start, share, line), dark=at < 2))
        start += share
    if line is not None:
        x = pct(line)
        drawn.append(element("line", class_="halo", x1=x, x2=x, y1="2", y2="38"))
        drawn.append(element("line", class_="tgt", x1=x, x2=x, y1="2", y2="38"))
        drawn.append(element("text", target_text, x=x, y="11", dx="-7", text_anchor="end"))
    spoken = label or "; ".join([*(words for words, _ in known), target_text])
    drawing = format_html('<div class="stack" role="img" aria-label="{}"><svg aria-hidden="true">{}</svg></div>',
                          spoken, together(*drawn))  # fmt: skip
    return (
        format_html('<div class="stack-box">{}<p class="stack-note">{}</p></div>', drawing, note)
        if note
        else drawing
    )


def _clear(start: float, share: float, line: float | None) -> tuple[float, float]:
    """The wider side of a part that the target line divides, or all of the part: where it begins, its width."""
    if line is None or not start < line < start + share:
        return start, share
    before = line - start
    return (start, before) if before >= share - before else (line, share - before)


def _written(words: str, start: float, share: float, dark: bool) -> SafeString:
    """As many of the words as fit at the usual width of a board's foot (700 px) and on a phone (340 px)."""
    kind = "on-dark" if dark else ""
    usual, small = _fitting(words, share, 700), _fitting(words, share, 340)
    written: list[SafeString | str] = []
    for text, only in [(usual, "")] if usual == small else [(usual, "wide-w"), (small, "small-w")]:
        if text:
            written.append(element("text", text, x="8", y="12", class_=f"{kind} {only}".strip() or None))
    if not written:
        return SafeString("")
    # A nested svg clips what does not fit after all.
    return element("svg", together(*written), x=pct(start), y="17", width=pct(share), height="16")


def _fitting(words: str, share: float, width: int) -> str:
    """The words, their first one, or none, by what a part of so many percent of a width can hold."""
    room = share * width / 100 - 16
    return next((text for text in (words, words.split(" ")[0]) if text and len(text) * 6.2 <= room), "")


_KEYS = {
    "attained": '<rect class="val" y="3" width="16" height="8" rx="2"/>',
    "band": '<rect class="bnd" x="1" y="1" width="14" height="12"/>',
    "pace": '<line class="pac" x1="8" x2="8" y1="0" y2="14"/>',
    "target": '<line class="tgt" x1="8" x2="8" y1="0" y2="14"/>',
}


def legend(*names: str) -> SafeString:
    """Keys for lanes: attained, band, pace, target."""
    words = {"attained": "attained", "band": "8 in 10 landings", "pace": "pace today", "target": "target"}
    return together(*(
        format_html('<span class="key"><svg aria-hidden="true">' + _KEYS[name] + "</svg>{}</span>", words[name])
        for name in (names or ("attained", "pace", "target"))
    ))  # fmt: skip
