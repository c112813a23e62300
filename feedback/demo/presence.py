"""When the quiet neighbours of a demo were here, and how often: a few come nearly each day, some are new, and some have
gone quiet, as in any community."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

# Shares of the neighbours: joined of late; came last one to two months ago; longer ago than that.
NEW, FADING, GONE = 0.08, 0.12, 0.12


@dataclass(frozen=True)
class Stay:
    came: datetime
    left: datetime | None = None
    # How likely somebody takes part, against 1 for most.
    zeal: float = 1.0

    def holds(self, moment):
        return self.came <= moment and (self.left is None or moment <= self.left)

    def is_steady(self, now, days):
        """Whether he was here all these `days`."""
        return self.left is None and self.came <= now - timedelta(days=days)

    def until(self, moment):
        """The moment itself, or when he was last seen before it."""
        return moment if self.left is None else min(moment, self.left)


def make_stays(number, *, seed, now, days):
    """[Stay] of so many neighbours of a demo that goes back `days`."""
    dice = random.Random(f"stays {seed}")
    stays = []
    for _n in range(number):
        came, lot = now - timedelta(days=days + dice.uniform(1, 300)), dice.random()
        if lot < NEW:
            stays.append(Stay(now - timedelta(days=dice.uniform(1, 27))))
        elif lot < NEW + FADING:
            stays.append(Stay(came, now - timedelta(days=dice.uniform(33, 56))))
        elif lot < NEW + FADING + GONE:
            stays.append(Stay(came, now - timedelta(days=dice.uniform(63, 110))))
        else:
            stays.append(Stay(came, zeal=min(dice.paretovariate(0.35), 200)))
    return stays


def crowd(people, number, *, at, stays, rng):
    """So many of these people (keys), or as many as there are, who were here at a moment; the eager come more often."""
    always = Stay(at)
    here = [(pk, stays.get(pk, always)) for pk in people]
    lots = [(rng.random() ** (1 / stay.zeal), pk) for pk, stay in here if stay.holds(at)]
    return [pk for _lot, pk in sorted(lots, reverse=True)[:number]]
