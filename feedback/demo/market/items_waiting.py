"""What waits for a look by the team when the demo begins."""

from feedback.demo.shapes import Item

ITEMS = [
    Item(
        "应用里的团购提醒能不能晚一点响",
        "我上周刚搬来，早上七点被提醒叫醒。八点以后再响就很好了。",
        "丁一",
        "app",
        0.12,
        channel="widget",
        severity=None,
        why="newcomer",
    ),
    Item(
        "城西店那个姓周的店员",
        "找零的时候把钱扔在柜台上，叫周什么兰的，大家都认识她。",
        None,
        "service",
        0.07,
        channel="anonymous",
        severity=None,
        why="hasty",
    ),
    Item(
        "低价手机卡，加我",
        "正规流量卡，月租九块九，需要的私聊，量大从优。",
        None,
        "other",
        0.03,
        channel="anonymous",
        severity=None,
        why="trap",
    ),
]
