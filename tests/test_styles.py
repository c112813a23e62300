"""The pages share one stylesheet: a name that two of them give a meaning of their own spoils one of the two."""

import re
from collections import defaultdict
from pathlib import Path

PAGES = Path(__file__).resolve().parent.parent / "static" / "css" / "pages"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
BARE = re.compile(r"\.[a-z][\w-]*")


def bare_classes(css):
    """Classes that a stylesheet gives a look wherever they stand."""
    for selectors, _look in RULE.findall(COMMENT.sub("", css)):
        for selector in selectors.split(","):
            if BARE.fullmatch(selector.strip()):
                yield selector.strip()


def test_the_reading_itself():
    assert list(bare_classes("@layer pages { .a, .b .c { x: 1 } /* .d { } */ .e { x: 2 } }")) == [".a", ".e"]
    assert list(bare_classes("@layer pages {\n .f { x: 1 }\n @media (a) { .g { x: 2 } } .h,\n .i { x: 3 } }")) == [
        *(".f", ".g", ".h", ".i")
    ]


def test_no_class_has_a_look_of_its_own_on_two_pages():
    known = defaultdict(set)
    for path in sorted(PAGES.glob("*.css")):
        for name in bare_classes(path.read_text(encoding="utf-8")):
            known[name].add(path.name)
    assert {name: places for name, places in known.items() if len(places) > 1} == {}
