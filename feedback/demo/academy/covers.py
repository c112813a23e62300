"""The covers of Lamplight's groups, drawn flat; no fonts, no files from elsewhere."""

import random

from feedback.demo.academy.pictures import AMBER, BLUE, COURSES, GREEN, INK, LAMP, LINE, PAPER, RED, bar, tick
from feedback.demo.drawing import digit

NIGHT, DUSK, WOOD = "#1f2a44", "#33426a", "#b98a5a"


def lamp(draw, x, y, size=1.0, shade=AMBER):
    """A desk lamp whose foot stands at (x, y), and its light."""
    reach = int(150 * size)
    draw.polygon([(x - 20, y - 190 * size), (x + 60 * size, y - 190 * size), (x + reach, y), (x - reach, y)], fill=LAMP)
    draw.line((x, y - 4, x, y - 210 * size), fill=INK, width=max(4, int(9 * size)))
    draw.polygon(
        [
            (x - 22 * size, y - 250 * size),
            (x + 50 * size, y - 250 * size),
            (x + 86 * size, y - 180 * size),
            (x - 46 * size, y - 180 * size),
        ],
        fill=shade,
    )
    draw.ellipse((x - 46 * size, y - 16 * size, x + 46 * size, y + 10), fill=INK)


def bubble(draw, left, top, right, bottom, colour, tail):
    """A speech bubble with its tail at that x, and no words in it but lines."""
    draw.rounded_rectangle((left, top, right, bottom), 30, fill=colour)
    draw.polygon([(tail - 26, bottom - 6), (tail + 26, bottom - 6), (tail - 10, bottom + 46)], fill=colour)


def book(draw, x, y, width, colour):
    """An open book seen from the front, its spine at (x, y)."""
    for side in (-1, 1):
        page = [(x, y), (x + side * width, y - 24), (x + side * width, y - 150), (x, y - 122)]
        cover = [(px + side * (9 if place in (1, 2) else 0), py + 12) for place, (px, py) in enumerate(page)]
        draw.polygon(cover, fill=colour)
        draw.polygon(page, fill=PAPER)
        for row in range(4):
            at = y - 98 + row * 22
            draw.line((x + side * 20, at, x + side * (width - 30 - row % 2 * 24), at - 20), fill=LINE, width=5)


def speaking(draw):
    """Two bubbles that meet over a row of sound, one of them with a slip put right."""
    draw.rectangle((0, 0, 1280, 480), fill="#dce9f2")
    dice = random.Random(3)
    for place in range(64):
        height = 16 + int(dice.random() * 84 * (1 - abs(place - 32) / 40))
        left = place * 20 + 4
        draw.rounded_rectangle((left, 400 - height // 2, left + 9, 400 + height // 2), 4, fill="#a9c4d8")
    bubble(draw, 220, 70, 640, 250, BLUE, 310)
    for row, width in enumerate((300, 340, 210)):
        bar(draw, 262, 112 + row * 40, width, 16, "#ffffff")
    bubble(draw, 680, 110, 1060, 290, LAMP, 980)
    bar(draw, 722, 154, 250, 16, INK)
    bar(draw, 722, 194, 130, 16, RED)
    draw.line((716, 202, 860, 202), fill="#ffffff", width=5)
    bar(draw, 722, 234, 200, 16, GREEN)
    tick(draw, 956, 236, GREEN, 2)


def night(draw):
    """A dark row of houses, a moon, and the windows of those who are still up."""
    draw.rectangle((0, 0, 1280, 480), fill=NIGHT)
    draw.ellipse((1000, 50, 1110, 160), fill="#f4e7b8")
    draw.ellipse((965, 36, 1075, 146), fill=NIGHT)
    dice = random.Random(8)
    for _star in range(70):
        x, y = dice.randrange(1280), dice.randrange(230)
        draw.ellipse((x, y, x + 3, y + 3), fill="#c8d2ea")
    x = 0
    while x < 1280:
        width, height = dice.randint(110, 170), dice.randint(170, 300)
        draw.rectangle((x, 480 - height, x + width - 8, 480), fill=DUSK)
        for top in range(500 - height, 460, 52):
            for left in range(x + 16, x + width - 40, 42):
                lit = dice.random() < 0.16
                draw.rounded_rectangle((left, top, left + 26, top + 34), 3, fill=LAMP if lit else "#283556")
                if lit:
                    draw.rectangle((left + 4, top + 22, left + 22, top + 25), fill=AMBER)
        x += width
    draw.rounded_rectangle((250, 110, 430, 200), 44, outline="#9fb0d8", width=8)
    for side in (238, 408):
        draw.rounded_rectangle((side, 170, side + 34, 236), 14, fill="#9fb0d8")


def sprint(draw):
    """A ledger in two columns, a counting frame beside it, and a red clip on the pages that went wrong."""
    draw.rectangle((0, 0, 1280, 480), fill="#efe6d4")
    draw.polygon([(120, 60), (660, 60), (660, 480), (120, 480)], fill=PAPER)
    draw.line((390, 60, 390, 480), fill=RED, width=4)
    dice = random.Random(21)
    for row in range(9):
        y = 106 + row * 42
        draw.line((140, y + 30, 640, y + 30), fill=LINE, width=2)
        bar(draw, 150, y + 6, dice.randint(90, 150), 10)
        for place in range(4):
            digit(draw, 286 + place * 24, y, dice.randrange(10), INK)
            if row not in (3, 6):
                digit(draw, 536 + place * 24, y, dice.randrange(10), BLUE)
    for row in (3, 6):
        tick(draw, 566, 120 + row * 42, GREEN, 2)
    draw.rounded_rectangle((180, 34, 226, 120), 10, fill=RED)
    draw.rounded_rectangle((192, 48, 214, 104), 6, fill=PAPER)
    draw.rounded_rectangle((740, 90, 1190, 410), 18, fill="#8a5a34")
    draw.rectangle((764, 114, 1166, 386), fill="#f6eedd")
    draw.rectangle((740, 190, 1190, 208), fill="#8a5a34")
    for rod in range(7):
        x = 796 + rod * 56
        draw.line((x, 114, x, 386), fill="#6b4526", width=5)
        up, down = dice.random() < 0.5, dice.randint(0, 4)
        top = 160 if up else 118
        draw.rounded_rectangle((x - 22, top, x + 22, top + 28), 13, fill=RED)
        for bead in range(4):
            y = 212 + bead * 32 if bead < down else 252 + bead * 32
            draw.rounded_rectangle((x - 22, y, x + 22, y + 28), 13, fill=COURSES[rod % 3])


def dawn(draw):
    """Half past five: one lit window in a block, the sun not quite up, and a hill with a path."""
    for band, colour in enumerate(("#3a4a78", "#6b6f9e", "#b98aa0", "#e8a98a", "#f7cf9a")):
        draw.rectangle((0, band * 80, 1280, band * 80 + 80), fill=colour)
    draw.pieslice((560, 300, 800, 540), 180, 360, fill="#ffe6ae")
    draw.polygon([(0, 480), (0, 400), (380, 330), (760, 400), (1280, 300), (1280, 480)], fill="#5a6b62")
    draw.polygon([(560, 480), (760, 480), (930, 380), (1100, 336), (1094, 330), (890, 374), (690, 420)], fill="#d8c9a8")
    for step in range(6):
        x, y = 640 + step * 78, 462 - step * 24
        draw.ellipse((x, y, x + 16, y + 8), fill="#8a7a58")
    draw.line((1120, 326, 1120, 236), fill=INK, width=6)
    draw.polygon([(1122, 238), (1190, 258), (1122, 280)], fill=RED)
    draw.rectangle((110, 120, 330, 420), fill="#2b3558")
    for row in range(5):
        for column in range(4):
            left, top = 130 + column * 48, 142 + row * 54
            lit = (row, column) == (2, 1)
            draw.rounded_rectangle((left, top, left + 32, top + 36), 3, fill=LAMP if lit else "#3c4872")


def bedtime(draw):
    """A cot under a mobile on one side; a desk, a lamp and one hour on the other."""
    draw.rectangle((0, 0, 1280, 480), fill="#e7e2f0")
    draw.rectangle((0, 390, 1280, 480), fill="#cfc4dc")
    draw.line((300, 0, 300, 70), fill=INK, width=3)
    draw.line((190, 70, 410, 70), fill=INK, width=4)
    for x, colour in ((190, RED), (265, AMBER), (340, GREEN), (410, BLUE)):
        draw.line((x, 70, x, 120), fill=INK, width=2)
        draw.ellipse((x - 20, 116, x + 20, 156), fill=colour)
    draw.rounded_rectangle((130, 300, 480, 400), 16, fill="#ffffff")
    draw.ellipse((160, 256, 244, 332), fill="#f4d9c2")
    draw.pieslice((158, 246, 246, 316), 180, 360, fill="#5a4636")
    draw.rounded_rectangle((226, 286, 474, 380), 30, fill="#9fc3d8")
    for post in range(9):
        draw.rectangle((130 + post * 42, 240, 142 + post * 42, 420), fill=WOOD)
    draw.rectangle((120, 232, 490, 250), fill=WOOD)
    draw.rectangle((660, 380, 1230, 400), fill=WOOD)
    for leg in (690, 1190):
        draw.rectangle((leg, 400, leg + 16, 480), fill="#96693f")
    lamp(draw, 800, 380, 1.0, RED)
    book(draw, 960, 378, 90, GREEN)
    draw.ellipse((1080, 110, 1220, 250), fill="#ffffff", outline=INK, width=7)
    draw.pieslice((1094, 124, 1206, 236), 0, 90, fill=LAMP)
    draw.line((1150, 180, 1150, 136), fill=INK, width=6)
    draw.line((1150, 180, 1188, 180), fill=INK, width=6)


def crossing(draw):
    """A counter on one bank, a screen with a curve on the other, and a bridge that is nearly done."""
    draw.rectangle((0, 0, 1280, 480), fill="#dff0ea")
    draw.rectangle((0, 380, 1280, 480), fill="#7fb3c8")
    for row in range(4):
        for x in range(row % 2 * 60, 1280, 150):
            draw.arc((x, 392 + row * 22, x + 70, 412 + row * 22), 180, 360, fill="#a9d0de", width=4)
    for left, right in ((0, 360), (920, 1280)):
        draw.rectangle((left, 330, right, 480), fill="#a9b98a")
    draw.rounded_rectangle((70, 220, 290, 330), 10, fill=WOOD)
    draw.rectangle((60, 206, 300, 226), fill="#96693f")
    draw.pieslice((150, 160, 214, 224), 180, 360, fill=AMBER)
    draw.ellipse((176, 150, 188, 162), fill=INK)
    for plank in range(11):
        if plank in (7, 8):
            continue
        left = 356 + plank * 52
        draw.rounded_rectangle((left, 316, left + 46, 340), 5, fill="#c8935c")
    for x in (356, 640, 922):
        draw.rectangle((x - 7, 230, x + 7, 420), fill="#6b4526")
    draw.arc((356, 150, 640, 300), 0, 180, fill="#6b4526", width=5)
    draw.arc((640, 150, 922, 300), 0, 180, fill="#6b4526", width=5)
    draw.rounded_rectangle((980, 130, 1220, 300), 14, fill=INK)
    draw.rectangle((994, 144, 1206, 286), fill="#ffffff")
    draw.line([(1010, 266), (1050, 240), (1090, 250), (1130, 200), (1190, 164)], fill=GREEN, width=8, joint="curve")
    draw.rectangle((1086, 300, 1114, 330), fill=INK)


def laboratory(draw):
    """Prices of vegetables as a river of colours over a grid, a few points picked out."""
    draw.rectangle((0, 0, 1280, 480), fill="#f4f6f2")
    for x in range(80, 1280, 80):
        draw.line((x, 0, x, 480), fill="#e2e7e0", width=2)
    for y in range(40, 480, 55):
        draw.line((0, y, 1280, y), fill="#e2e7e0", width=2)
    dice = random.Random(14)
    floor = [450] * 17
    tops = []
    for colour in ("#8fbf8a", GREEN, AMBER, RED, BLUE):
        top = [y - dice.randint(34, 66) - (13 if place in (4, 5) else 0) for place, y in enumerate(floor)]
        shape = [(place * 80, y) for place, y in enumerate(top)]
        draw.polygon(shape + [(place * 80, y) for place, y in reversed(list(enumerate(floor)))], fill=colour)
        tops.append(shape)
        floor = top
    draw.line(tops[-1], fill=INK, width=5, joint="curve")
    for place in (2, 5, 9, 13):
        x, y = tops[-1][place]
        draw.ellipse((x - 12, y - 12, x + 12, y + 12), fill="#ffffff", outline=INK, width=5)
    draw.rectangle((0, 450, 1280, 480), fill=INK)


def easel(draw):
    """An unfinished sheet between pencils: a potato shaded on one side, only outlined on the other."""
    draw.rectangle((0, 0, 1280, 480), fill="#f6dfd6")
    draw.polygon([(560, 480), (620, 20), (660, 20), (720, 480), (690, 480), (640, 100), (590, 480)], fill="#96693f")
    draw.polygon([(380, 50), (900, 34), (912, 420), (372, 430)], fill=PAPER)
    draw.rectangle((360, 428, 920, 446), fill=WOOD)
    draw.ellipse((470, 130, 800, 360), fill="#d9b382")
    draw.chord((470, 130, 800, 360), 40, 190, fill="#b78a56")
    draw.ellipse((520, 150, 640, 250), fill="#ecd3ac")
    draw.chord((462, 122, 810, 368), 285, 45, fill=PAPER)
    draw.arc((470, 130, 800, 360), 282, 48, fill=INK, width=4)
    for x, y in ((560, 280), (620, 210), (520, 230), (600, 320)):
        draw.ellipse((x, y, x + 14, y + 8), fill="#8f6a3e")
    for line in range(4):
        draw.line((744 + line * 8, 262 - line * 24, 772 + line * 5, 236 - line * 20), fill="#9aa0a8", width=3)
    for place, colour in enumerate((RED, AMBER, GREEN, BLUE, "#8a68a8")):
        x = 1000 + place * 46
        top = 130 + place % 3 * 26
        draw.rectangle((x, top, x + 30, 330), fill=colour)
        draw.polygon([(x, top), (x + 30, top), (x + 15, top - 44)], fill="#f0d6b0")
        draw.polygon([(x + 10, top - 28), (x + 20, top - 28), (x + 15, top - 44)], fill=colour)
    draw.rounded_rectangle((984, 290, 1240, 460), 18, fill="#6d86a0")
    draw.polygon([(120, 420), (270, 170), (310, 196), (160, 440)], fill=AMBER)
    draw.polygon([(120, 420), (160, 440), (104, 462)], fill="#f0d6b0")


def staff_room(draw):
    """A round of chairs about one lamp, cups and stacks of homework with notes on them."""
    draw.rectangle((0, 0, 1280, 480), fill="#3c3b52")
    draw.ellipse((220, 60, 1060, 640), fill="#5c5570")
    draw.polygon([(610, 90), (670, 90), (1000, 480), (280, 480)], fill="#8a7a70")
    draw.line((640, 0, 640, 60), fill=INK, width=6)
    draw.pieslice((560, 40, 720, 160), 180, 360, fill=AMBER)
    draw.ellipse((618, 88, 662, 122), fill="#fff6d8")
    draw.ellipse((320, 250, 960, 470), fill="#c99a68")
    draw.ellipse((350, 262, 930, 444), fill="#d9ae7e")
    for x, y in ((200, 300), (1080, 300), (300, 170), (980, 170), (130, 430), (1150, 430)):
        draw.rounded_rectangle((x - 46, y - 70, x + 46, y), 18, fill="#7a8fb0")
        draw.rounded_rectangle((x - 52, y - 12, x + 52, y + 16), 10, fill="#5f7396")
    for x, y, ink in ((470, 350, RED), (650, 390, GREEN), (800, 340, BLUE)):
        for sheet in range(4):
            draw.rectangle((x - sheet * 3, y - 60 - sheet * 5, x + 100 - sheet * 3, y - sheet * 5), fill=PAPER)
        for row in range(3):
            bar(draw, x + 4, y - 62 + row * 16, 60, 6)
        draw.line((x + 66, y - 50, x + 86, y - 36), fill=ink, width=5)
    for x, y in ((420, 300), (600, 290), (760, 288)):
        draw.ellipse((x, y, x + 46, y + 30), fill="#ffffff")
        draw.ellipse((x + 7, y + 5, x + 39, y + 23), fill="#7a4e2c")
