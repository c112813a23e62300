"""Small bar charts as numbers for a template that draws them; the table with the same figures stands below each."""

from dataclasses import dataclass

WIDTH, HEIGHT, FOOT, HEAD = 640, 200, 24, 18
# How much of a column its bar fills.
FILLED = 0.62


@dataclass(frozen=True)
class Bar:
    """One column: the bar, the part of it that is filled more strongly, and what stands above and below."""

    x: float
    middle: float
    y: float
    height: float
    inner_y: float
    inner_height: float
    value: int
    label: object


class Bars:
    """`rows` are (label, value) or (label, value, part of it), in the order of the columns."""

    width, height, width_of_bar = WIDTH, HEIGHT, 0

    def __init__(self, rows):
        self.top = max((row[1] for row in rows), default=0)
        column = WIDTH / max(len(rows), 1)
        self.width_of_bar = round(min(column * FILLED, 44), 1)
        self.bars = [self.bar(place, column, *row) for place, row in enumerate(rows)]
        self.baseline = HEIGHT - FOOT

    def bar(self, place, column, label, value, part=0):
        middle = column * (place + 0.5)
        height, inner = (round((HEIGHT - FOOT - HEAD) * number / (self.top or 1), 1) for number in (value, part))
        bottom = HEIGHT - FOOT
        return Bar(
            x=round(middle - self.width_of_bar / 2, 1),
            middle=round(middle, 1),
            y=bottom - height,
            height=height,
            inner_y=bottom - inner,
            inner_height=inner,
            value=value,
            label=label,
        )
