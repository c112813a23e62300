"""The demo communities by the name that `load_demo` takes."""

from feedback.demo import market

STORIES = {"market": market.STORY}
