"""青禾集市 / Qinghe Market: a neighbourhood that buys together."""

from feedback.demo.market import (
    announcements,
    care,
    groups,
    items_app,
    items_goods,
    items_pickup,
    items_waiting,
    people,
    profiles,
    shop,
    talk,
    testers,
    training,
)
from feedback.demo.market.community_rules import RULES as COMMUNITY_RULES
from feedback.demo.market.fixes import FIXES
from feedback.demo.market.phrases import PHRASES
from feedback.demo.market.pictures import SCENES
from feedback.demo.market.replies import REPLIES
from feedback.demo.market.rules import RULES
from feedback.demo.market.teams import TEAMWORK
from feedback.demo.shapes import Story

STORY = Story(
    community=people.COMMUNITY,
    categories=people.CATEGORIES,
    people=people.PEOPLE,
    neighbour_names=people.neighbour_names,
    owners=people.OWNERS,
    groups=people.GROUPS,
    items=[*items_pickup.ITEMS, *items_goods.ITEMS, *items_app.ITEMS, *groups.ITEMS],
    group_life=groups,
    profiles=profiles,
    care=care,
    talk=talk,
    announcements=announcements,
    testing=testers,
    training=training,
    shop=shop,
    fixes=FIXES,
    phrases=PHRASES,
    scenes=SCENES,
    publishing=people.PUBLISHING,
    waiting=items_waiting.ITEMS,
    newcomers=people.NEWCOMERS,
    merged=[("发票能不能合成一张开", "一张一张开发票，点到手酸")],
    community_rules=COMMUNITY_RULES,
    replies=REPLIES,
    routing_rules=RULES,
    teams=TEAMWORK,
)
