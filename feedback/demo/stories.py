"""The demo communities by the name that `load_demo` takes."""

from feedback.demo import academy, market

STORIES = {"market": market.STORY, "academy": academy.STORY}
