"""灯下学社 / Lamplight Academy: grown-ups who learn after work, online and in two classrooms."""

from feedback.demo.academy import (
    announcements,
    care,
    corners,
    groups,
    items_desk,
    items_lessons,
    items_people,
    items_waiting,
    people,
    profiles,
    shop,
    talk,
    testers,
    training,
)
from feedback.demo.academy.community_rules import RULES as COMMUNITY_RULES
from feedback.demo.academy.fixes import FIXES
from feedback.demo.academy.phrases import PHRASES
from feedback.demo.academy.pictures import SCENES
from feedback.demo.academy.replies import REPLIES
from feedback.demo.academy.rules import RULES
from feedback.demo.academy.teams import TEAMWORK
from feedback.demo.shapes import Rhythm, Story

STORY = Story(
    community=people.COMMUNITY,
    categories=people.CATEGORIES,
    people=people.PEOPLE,
    neighbour_names=people.quiet_names,
    owners=people.OWNERS,
    groups=people.GROUPS,
    items=[*items_lessons.ITEMS, *items_people.ITEMS, *items_desk.ITEMS],
    fixes=FIXES,
    phrases=PHRASES,
    scenes=SCENES,
    publishing=people.PUBLISHING,
    waiting=items_waiting.ITEMS,
    newcomers=people.NEWCOMERS,
    merged=[
        ("回放能不能下载下来路上看", "想把回放下载下来，地铁里看"),
        ("课表能不能导进手机日历", "希望课表能同步到手机日历"),
    ],
    community_rules=COMMUNITY_RULES,
    replies=REPLIES,
    routing_rules=RULES,
    teams=TEAMWORK,
    group_life=groups,
    profiles=profiles,
    care=care,
    talk=talk,
    announcements=announcements,
    testing=testers,
    training=training,
    corners=corners,
    shop=shop,
    team_hours=(8, 24),
    # Evenings and weekends; a few in the night, for there are night owls.
    rhythm=Rhythm(
        weekdays=(0.8, 0.7, 0.8, 0.7, 0.5, 0.9, 1),
        hours=(
            *(0.2, 0.08, 0.02, 0.01, 0.01, 0.05, 0.12, 0.25, 0.3, 0.25, 0.3, 0.3),
            *(0.5, 0.4, 0.25, 0.25, 0.25, 0.3, 0.45, 0.7, 0.95, 1, 0.95, 0.6),
        ),
    ),
)
