"""Who at the market learnt what, and which rights ask for it."""

MOOD, CONFLICT, CRISIS = "mood-and-tone", "conflict", "crisis"
ANSWERS, FAIR = "answering-well", "fair-incentives"

# Name, course, days ago, and how many questions were missed in each try; of several tries the last was passed. A
# certificate lasts a year: Chen Mo's first one is near its end, Lao Zhao's is past it.
TRIES = [
    ("周岚", MOOD, 120, [0]),
    ("周岚", CONFLICT, 118, [1]),
    ("周岚", CRISIS, 90, [0]),
    ("周岚", ANSWERS, 64, [1]),
    ("陈默", MOOD, 345, [4, 1]),
    ("陈默", CONFLICT, 210, [2]),
    ("陈默", ANSWERS, 35, [1]),
    ("何静", MOOD, 75, [1]),
    ("何静", ANSWERS, 74, [5, 4, 2]),
    ("林小满", MOOD, 50, [0]),
    ("林小满", FAIR, 22, [2]),
    ("老赵", MOOD, 377, [2]),
    ("宋阿姨", CONFLICT, 41, [1]),
]
# Name, course, how many of its lessons were read without a test so far.
READING = [("陈默", CRISIS, 2), ("吴师傅", MOOD, 1), ("林小满", CONFLICT, 3), ("江一白", ANSWERS, 2)]
# Permission group, course, days since it is required, days of grace.
REQUIRED = [("moderators", MOOD, 9, 21), ("moderators", CRISIS, 9, 30), ("leads", CRISIS, 9, 30)]
