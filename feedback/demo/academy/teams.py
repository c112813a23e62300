"""Who looks after what at Lamplight, and what they promise."""

from datetime import time

from feedback.demo.shapes import Teamwork

TEAMS = [
    ("教学组", "Teaching", "许青", ["content", "homework", "tutors"], ["苏禾", "邵一鸣", "叶蓁", "许青"], False),
    ("平台组", "Platform", "梁予", ["live", "platform"], ["梁予", "邵一鸣"], False),
    (
        "学员服务组",
        "Learner service",
        "许青",
        ["fees", "exams", "study-groups", "climate", "rooms"],
        ["温宁", "韩松", "叶蓁"],
        True,
    ),
]
WEEK, WEEKEND = range(5), (5, 6)
# Learners come after work and at weekends, and so does the duty.
SHIFTS = [
    ("教学组", "许青", WEEK, time(10), time(18)),
    ("教学组", "苏禾", (0, 2, 4), time(18), time(23)),
    ("教学组", "邵一鸣", (1, 3), time(18), time(0)),
    ("教学组", "叶蓁", WEEKEND, time(9), time(22)),
    ("平台组", "梁予", WEEK, time(10), time(20)),
    ("平台组", "邵一鸣", range(7), time(20), time(0)),
    ("平台组", "邵一鸣", WEEKEND, time(10), time(20)),
    ("学员服务组", "温宁", WEEK, time(10), time(19)),
    ("学员服务组", "韩松", WEEK, time(19), time(0)),
    ("学员服务组", "韩松", (5,), time(9), time(23)),
    ("学员服务组", "温宁", (6,), time(9), time(23)),
]
# Hours; what concerns a whole class takes a term.
POLICIES = {1: (1, 72), 2: (8, 1440), 3: (24, 2880), 4: (24, 4320), None: (24, 2880)}
VIEWS = [
    ("温宁", "和钱有关的", "view=open&category=fees"),
    ("苏禾", "作业还没答的", "view=new&category=homework"),
    ("韩松", "匿名来的", "view=open&channel=anonymous"),
    ("梁予", "回放两个字", "view=open&q=回放"),
]
TEAMWORK = Teamwork(
    teams=TEAMS,
    shifts=SHIFTS,
    policies=POLICIES,
    office=("教务办公时间", "10:00-12:30, 14:00-19:00"),
    office_policies=[("fees", 4, 16, 320)],
    absences=[("叶蓁", 1, 2, "带插画班去看毕业展"), ("苏禾", 12, -9, "考官培训")],
    views=VIEWS,
)
