"""Who at Lamplight learnt what, and which rights ask for it."""

MOOD, CONFLICT, CRISIS = "mood-and-tone", "conflict", "crisis"
ANSWERS, FAIR = "answering-well", "fair-incentives"

# Name, course, days ago, and how many questions were missed in each try; of several tries the last was passed. A
# certificate lasts a year: Han Song's first one is near its end, Du Ruo's is past it.
TRIES = [
    ("许青", MOOD, 150, [1]),
    ("许青", CRISIS, 146, [0]),
    ("许青", ANSWERS, 88, [0]),
    ("梁予", ANSWERS, 96, [4, 1]),
    ("苏禾", MOOD, 132, [0]),
    ("苏禾", ANSWERS, 130, [1]),
    ("邵一鸣", ANSWERS, 70, [5, 3, 1]),
    ("邵一鸣", MOOD, 28, [4, 2]),
    ("韩松", MOOD, 343, [2]),
    ("韩松", CONFLICT, 120, [1]),
    ("温宁", MOOD, 125, [0]),
    ("温宁", CONFLICT, 122, [0]),
    ("温宁", CRISIS, 60, [1]),
    ("杜若", MOOD, 379, [1]),
    ("杜若", FAIR, 44, [1]),
    ("石榴", CONFLICT, 37, [5, 1]),
    ("乔麦", FAIR, 18, [0]),
]
# Name, course, how many of its lessons were read without a test so far.
READING = [("叶蓁", MOOD, 2), ("韩松", CRISIS, 3), ("米粒妈", MOOD, 1), ("大熊", CONFLICT, 2), ("Priya", ANSWERS, 3)]
# Permission group, course, days since it is required, days of grace.
REQUIRED = [("moderators", MOOD, 12, 21), ("moderators", ANSWERS, 12, 30), ("leads", CRISIS, 12, 30)]
