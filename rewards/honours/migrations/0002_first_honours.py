"""A dozen badges, a ladder of titles, and who may see to them."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

# (slug, picture, name, name in English, what for, the same in English, what it counts, from how many on each level).
EARNED = [
    (
        *("voice", "voice", "有声", "Voice"),
        "你的反馈被采纳，变成了大家的事",
        "Your feedback was taken up and became everybody's matter",
        *("feedback_accepted", (1, 10, 50)),
    ),
    (
        *("mender", "mended", "改进推手", "Mender"),
        "你说的问题，最后真的改好了",
        "What you said was really put right in the end",
        *("feedback_fixed", (1, 5, 20)),
    ),
    (
        *("first-to-see", "eye", "先知先觉", "First to see"),
        "大家都遇到的问题，你第一个说了出来",
        "You were the first to say what many had met with",
        *("first_reporter", (1, 5, 15)),
    ),
    (
        *("good-answer", "answer", "解惑", "Good answer"),
        "你的回答解决了别人的问题",
        "Your answers solved what others asked",
        *("answer_accepted", (1, 10, 40)),
    ),
    (
        *("touchstone", "flask", "试金石", "Touchstone"),
        "改进上线之前，你先替大家试过",
        "You tried a fix before everybody else had to",
        *("test_reported", (1, 5, 20)),
    ),
    (
        *("evergreen", "bamboo", "常青", "Evergreen"),
        "一次又一次，你一直在为社区出力",
        "Again and again you did something for the community",
        *("contributions", (10, 50, 200)),
    ),
    (
        *("drop-by-drop", "drop", "涓滴成流", "Drop by drop"),
        "点滴贡献，汇成了可观的积分",
        "Many small deeds came to a good many points",
        *("earned", (100, 500, 2000)),
    ),
]
BY_HAND = [
    (
        *("warm-heart", "heart", "热心肠", "Warm heart"),
        "有人需要时，你伸出了手",
        "You were there when somebody needed a hand",
        (1, 2, 3),
    ),
    (
        *("lantern", "lantern", "引路灯", "Lantern"),
        "你带着新来的人熟悉了这里",
        "You showed newcomers their way around",
        (1, 2, 3),
    ),
    (
        *("good-host", "teapot", "好东道", "Good host"),
        "你把一次聚会办得让人还想再来",
        "You held a meeting that people want to come back to",
        (1, 2, 3),
    ),
    (
        *("clear-words", "brush", "妙笔", "Clear words"),
        "你把一件难说清的事说清楚了",
        "You found clear words for something hard to say",
        (2,),
    ),
    (
        *("voice-of-the-year", "star", "年度之声", "Voice of the year"),
        "这一年，社区因为你的话变了样",
        "What you said changed the community this year",
        (3,),
    ),
]
# (name, in English, points earned in all, contributions).
TITLES = [
    ("新声", "New voice", 10, 1),
    ("知音", "Good listener", 60, 5),
    ("建言者", "Adviser", 200, 15),
    ("同行者", "Companion", 600, 40),
    ("共建者", "Co-builder", 1500, 100),
    ("守望者", "Guardian", 4000, 250),
]
LEADS = [
    *("view_badge", "add_badge", "change_badge", "view_badgelevel", "add_badgelevel", "change_badgelevel"),
    *("delete_badgelevel", "view_title", "add_title", "change_title", "delete_title"),
    *("view_badgeaward", "add_badgeaward", "change_badgeaward"),
]


def start(apps, schema_editor):
    badges, levels = apps.get_model("honours", "Badge"), apps.get_model("honours", "BadgeLevel")
    for place, row in enumerate(EARNED, 1):
        *words, criterion, thresholds = row
        badge = badges.objects.create(position=place * 10, **named(words))
        for level, threshold in enumerate(thresholds, 1):
            levels.objects.create(badge=badge, level=level, criterion=criterion, threshold=threshold)
    for place, row in enumerate(BY_HAND, len(EARNED) + 1):
        *words, given = row
        badge = badges.objects.create(position=place * 10, **named(words))
        for level in given:
            levels.objects.create(badge=badge, level=level)
    for place, (name, name_en, points, contributions) in enumerate(TITLES, 1):
        apps.get_model("honours", "Title").objects.create(
            name=name, name_en=name_en, min_points=points, min_contributions=contributions, position=place * 10
        )
    let_leads(apps)


def named(words):
    slug, picture, name, name_en, description, description_en = words
    words = {"name": name, "name_en": name_en, "description": description, "description_en": description_en}
    return words | {"slug": slug, "picture": picture}


def let_leads(apps):
    """Permissions normally come after all migrations, and leads need theirs now."""
    config = apps.get_app_config("honours")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    group, _created = Group.objects.get_or_create(name="leads")
    group.permissions.add(*Permission.objects.filter(content_type__app_label="honours", codename__in=LEADS))


class Migration(migrations.Migration):
    dependencies = [
        ("honours", "0001_initial"),
        ("rewards", "0002_first_tariff"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(start, migrations.RunPython.noop)]
