"""The before and after pictures of Lamplight's fixes."""

import random

from feedback.demo.drawing import canvas, digit, dimmed

INK, PAPER, LINE, GREY = "#25303f", "#fbf7ee", "#d9d4c7", "#aab0b8"
LAMP, AMBER, BLUE, RED, GREEN = "#ffd98a", "#e8a33d", "#3f6ea8", "#c8553d", "#3d8b6a"
COURSES = [BLUE, GREEN, AMBER, "#8a68a8"]


def bar(draw, left, top, width, height=12, colour=GREY):
    """A line of text, as seen from afar."""
    draw.rounded_rectangle((left, top, left + width, top + height), height // 2, fill=colour)


def tick(draw, x, y, colour="#ffffff", size=1):
    draw.line([(x, y), (x + 7 * size, y + 8 * size), (x + 20 * size, y - 9 * size)], fill=colour, width=5 * size)


def phone(draw, left, top, right, bottom, screen="#ffffff"):
    draw.rounded_rectangle((left, top, right, bottom), 34, fill=INK)
    draw.rounded_rectangle((left + 12, top + 14, right - 12, bottom - 14), 24, fill=screen)


def timetable(after):
    """Three courses on three cards to be opened one by one; then one week, with tonight's lesson lit."""
    image, draw = canvas("#e6ebf0")
    if not after:
        for place, colour in enumerate(COURSES[:3]):
            left, top = 70 + place * 225, 120 + place * 46
            draw.rounded_rectangle((left, top, left + 210, top + 300), 18, fill="#ffffff", outline=LINE, width=3)
            draw.rounded_rectangle((left, top, left + 210, top + 84), 18, fill=colour)
            for line, width in enumerate((150, 120, 160, 90)):
                bar(draw, left + 24, top + 112 + line * 32, width)
            draw.ellipse((left + 150, top + 236, left + 190, top + 276), outline=GREY, width=4)
            draw.line([(left + 165, top + 248), (left + 176, top + 256), (left + 165, top + 264)], fill=GREY, width=4)
        return image
    draw.rounded_rectangle((50, 50, 750, 550), 20, fill="#ffffff", outline=LINE, width=3)
    lessons = {(0, 2): 0, (1, 3): 1, (2, 2): 0, (3, 3): 2, (4, 2): 3, (5, 0): 1, (6, 1): 2}
    for day in range(7):
        left = 74 + day * 95
        if day == 3:
            draw.rounded_rectangle((left - 8, 70, left + 86, 530), 14, fill="#fff3d6")
        bar(draw, left + 18, 88, 44, 14, AMBER if day == 3 else GREY)
        for slot in range(4):
            top = 130 + slot * 100
            course = lessons.get((day, slot))
            if course is None:
                draw.rounded_rectangle((left, top, left + 78, top + 82), 10, outline=LINE, width=2)
                continue
            draw.rounded_rectangle((left, top, left + 78, top + 82), 10, fill=COURSES[course])
            bar(draw, left + 10, top + 16, 52, 9, "#ffffff")
            if day == 3:
                digit(draw, left + 10, top + 42, 2, "#ffffff")
                digit(draw, left + 34, top + 42, 0, "#ffffff")
            else:
                bar(draw, left + 10, top + 36, 34, 9, "#ffffff")
    return image


def homework(after):
    """A page with a bare mark; then the same page with notes beside the lines they speak of."""
    image, draw = canvas("#e9e2d4")
    draw.polygon([(150, 40), (590, 40), (590, 570), (150, 570)], fill=PAPER)
    widths = (330, 300, 350, 280, 340, 310, 250, 330, 290, 200)
    for line, width in enumerate(widths):
        bar(draw, 190, 90 + line * 44, width, 10, "#8c939c")
    if not after:
        draw.ellipse((450, 60, 570, 160), outline=RED, width=6)
        digit(draw, 488, 98, 7, RED)
        digit(draw, 514, 98, 8, RED)
        return image
    for line, start, length, kind in ((1, 210, 120, 0), (4, 330, 150, 1), (7, 200, 180, 0)):
        y = 90 + line * 44
        colour = RED if kind == 0 else GREEN
        draw.line([(start, y + 18), (start + length, y + 18)], fill=colour, width=5)
        draw.line([(start + length, y + 16), (600, y + 6)], fill=colour, width=2)
        draw.rounded_rectangle((602, y - 30, 772, y + 44), 10, fill="#ffffff", outline=colour, width=3)
        bar(draw, 618, y - 14, 130, 9, colour)
        bar(draw, 618, y + 6, 110, 9)
        bar(draw, 618, y + 24, 76, 9)
    tick(draw, 200, 548, GREEN)
    bar(draw, 234, 540, 170, 12, GREEN)
    return image


def replay(after):
    """A player with one long bar; then with a table of contents, and the bar in pieces."""
    image, draw = canvas("#232a35")
    right = 520 if after else 740
    draw.rounded_rectangle((60, 60, right, 440), 14, fill="#33404f")
    draw.rounded_rectangle((110, 100, right - 50, 330), 8, fill="#2d5147")
    for line, width in enumerate((200, 150, 240)):
        bar(draw, 140, 140 + line * 54, width, 10, "#cfe3d8")
    draw.ellipse((right - 130, 290, right - 70, 350), fill="#e5c29f")
    draw.pieslice((right - 165, 345, right - 35, 475), 180, 360, fill=AMBER)
    if not after:
        bar(draw, 60, 480, 680, 14, "#4b586a")
        bar(draw, 60, 480, 300, 14, GREY)
        draw.ellipse((345, 470, 379, 504), fill="#ffffff")
        return image
    left = 60
    for piece, (width, colour) in enumerate(((70, GREY), (110, GREY), (90, AMBER), (120, "#4b586a"), (70, "#4b586a"))):
        bar(draw, left, 480, width - 8, 14, colour)
        if piece == 2:
            draw.ellipse((left + 20, 470, left + 54, 504), fill="#ffffff")
        left += width
    draw.rounded_rectangle((546, 60, 750, 500), 14, fill="#33404f")
    for row in range(5):
        top = 84 + row * 82
        if row == 2:
            draw.rounded_rectangle((556, top - 12, 740, top + 58), 10, fill=AMBER)
        colour = "#ffffff" if row == 2 else "#8d9aab"
        digit(draw, 572, top + 6, row + 1, colour)
        bar(draw, 606, top + 4, 118, 11, colour)
        bar(draw, 606, top + 28, 74, 9, colour)
    return image


def captions(after):
    """A teacher who has turned to the board; then the same, with what she says written below."""
    image, draw = canvas("#2b3a35")
    draw.rectangle((40, 40, 760, 380), fill="#35544a", outline="#8a6a45", width=10)
    for line, width in enumerate((260, 340, 180)):
        bar(draw, 90, 100 + line * 70, width, 12, "#d5e5dc")
    draw.ellipse((530, 150, 630, 250), fill="#4a3426")
    draw.rounded_rectangle((500, 250, 660, 470), 46, fill=BLUE)
    draw.line([(520, 290), (420, 220)], fill=BLUE, width=34)
    draw.rectangle((0, 440, 800, 600), fill="#1c2623")
    if not after:
        return image
    draw.rounded_rectangle((90, 462, 710, 572), 16, fill="#000000", outline=LAMP, width=3)
    for line, parts in enumerate(((110, 70, 150, 90), (80, 160, 120))):
        left = 124
        for width in parts:
            bar(draw, left, 488 + line * 42, width, 18, LAMP if line == 1 and width == 160 else "#ffffff")
            left += width + 18
    return image


def classroom(after):
    """Seen from the last row: dark, and the board far away; then lit, nearer, with a screen and sockets."""
    share = 1 if after else 0.4
    image, draw = canvas(dimmed("#efe6d4", share))
    draw.rectangle((0, 430, 800, 600), fill=dimmed("#b79a72", share))
    if after:
        for x in (160, 400, 640):
            draw.polygon([(x - 40, 46), (x + 40, 46), (x + 170, 420), (x - 170, 420)], fill="#fcf3dc")
        for x in (160, 400, 640):
            draw.rounded_rectangle((x - 70, 24, x + 70, 46), 10, fill=LAMP)
    box = (210, 110, 590, 330) if after else (320, 170, 480, 260)
    draw.rectangle(box, fill=dimmed("#ffffff", 1 if after else 0.75), outline=dimmed("#6d7a74", share), width=6)
    for line in range(3):
        span = (box[2] - box[0]) // 2
        bar(draw, box[0] + span // 3, box[1] + (box[3] - box[1]) * (line + 1) // 4, span - line * 14, 8, BLUE)
    if after:
        draw.rounded_rectangle((640, 150, 770, 240), 8, fill=INK)
        draw.rectangle((650, 160, 760, 230), fill="#ffffff")
        for line, width in enumerate((80, 60, 70)):
            bar(draw, 662, 172 + line * 18, width, 7, BLUE)
    for row, (top, size) in enumerate(((400, 60), (470, 84))):
        for place in range(5):
            x = 10 + place * 170 + row * 85
            draw.ellipse((x, top - size, x + size, top), fill=dimmed("#5a4436", share))
            draw.rounded_rectangle(
                (x - 18, top - 8, x + size + 18, top + 76), 24, fill=dimmed(COURSES[place % 4], share)
            )
    draw.rectangle((0, 540, 800, 600), fill=dimmed("#8a6a45", share))
    if after:
        for x in (120, 330, 540, 700):
            draw.rounded_rectangle((x, 552, x + 54, 590), 8, fill="#ffffff")
            draw.rectangle((x + 16, 562, x + 20, 578), fill=INK)
            draw.rectangle((x + 34, 562, x + 38, 578), fill=INK)
    return image


def certificate(after):
    """A list that was copied by hand, with a line struck out; then a certificate that was confirmed."""
    image, draw = canvas("#e7e3ee")
    if not after:
        for lean, top in ((26, 60), (0, 80)):
            draw.polygon([(160 + lean, top), (640 + lean, top), (620 + lean, 560), (140 + lean, 560)], fill=PAPER)
        for row in range(8):
            y = 130 + row * 52
            draw.line([(170, y + 30), (600, y + 30)], fill=LINE, width=2)
            bar(draw, 186, y, 90, 14)
            bar(draw, 310, y, 150 - row % 3 * 24, 14)
            bar(draw, 500, y, 70, 14)
        draw.line([(180, 288), (290, 306)], fill=RED, width=6)
        draw.line([(180, 306), (290, 288)], fill=RED, width=6)
        bar(draw, 186, 318, 90, 10, RED)
        return image
    draw.rectangle((110, 80, 690, 480), fill="#ffffff", outline=AMBER, width=10)
    draw.rectangle((130, 100, 670, 460), outline=LAMP, width=3)
    bar(draw, 290, 140, 220, 24, INK)
    bar(draw, 250, 216, 300, 30, BLUE)
    for line, width in enumerate((360, 300)):
        bar(draw, 400 - width // 2, 286 + line * 36, width, 12)
    draw.ellipse((540, 350, 640, 450), outline=RED, width=7)
    draw.regular_polygon((590, 400, 30), 5, fill=RED)
    for x in range(6):
        for y in range(6):
            if (x * 5 + y * 3 + x * y) % 3:
                draw.rectangle((164 + x * 12, 366 + y * 12, 174 + x * 12, 376 + y * 12), fill=INK)
    draw.rounded_rectangle((290, 506, 510, 566), 30, fill=GREEN)
    tick(draw, 340, 536)
    bar(draw, 386, 530, 80, 14, "#ffffff")
    return image


def mistakes(after):
    """A notebook full of copying; then a printed sheet, sorted, with room to write."""
    image, draw = canvas("#dfe7e2")
    dice = random.Random(5)
    if not after:
        draw.polygon([(110, 90), (400, 120), (400, 560), (110, 530)], fill=PAPER)
        draw.polygon([(690, 90), (400, 120), (400, 560), (690, 530)], fill="#f4eedf")
        for page in (0, 1):
            for line in range(15):
                left, slope = (136, 14) if page == 0 else (430, -14)
                y = 128 + line * 27 + (0 if page == 0 else 10)
                width = dice.randint(150, 230)
                draw.line([(left, y), (left + width, y + slope * width // 230)], fill="#6f7782", width=6)
                if dice.random() < 0.3:
                    draw.line([(left, y - 8), (left + 70, y + 12)], fill=RED, width=3)
        draw.polygon([(560, 470), (700, 330), (716, 346), (576, 486)], fill=AMBER)
        draw.polygon([(560, 470), (576, 486), (550, 496)], fill=INK)
        return image
    draw.rectangle((170, 40, 630, 570), fill="#ffffff", outline=LINE, width=3)
    draw.line([(430, 70), (430, 540)], fill=LINE, width=3)
    for row in range(4):
        top = 76 + row * 120
        draw.rounded_rectangle((192, top, 230, top + 38), 8, fill=COURSES[row])
        digit(draw, 202, top + 6, row + 1, "#ffffff")
        for line, width in enumerate((150, 170, 110)):
            bar(draw, 244, top + 4 + line * 26, width, 12, "#7d858f")
        for line in range(3):
            draw.line([(450, top + 22 + line * 30), (606, top + 22 + line * 30)], fill=LINE, width=2)
    draw.ellipse((580, 490, 680, 590), fill=GREEN)
    tick(draw, 606, 542, "#ffffff", 2)
    return image


def quiet(after):
    """A telephone in the night that keeps ringing; then one that sleeps beside the lamp."""
    image, draw = canvas("#151c30" if not after else "#1b2338")
    draw.rectangle((0, 470, 800, 600), fill="#3a2c24")
    if after:
        draw.polygon([(610, 200), (720, 200), (790, 470), (540, 470)], fill="#3d3a3c")
        draw.polygon([(620, 130), (710, 130), (740, 210), (590, 210)], fill=LAMP)
        draw.rectangle((660, 210, 670, 450), fill="#6b5844")
        draw.rounded_rectangle((610, 448, 720, 472), 8, fill="#6b5844")
    phone(draw, 280, 60, 520, 520, "#0f1524" if after else "#f3f5fa")
    if not after:
        for row in range(6):
            top = 92 + row * 66
            draw.rounded_rectangle((304, top, 496, top + 54), 12, fill="#ffffff", outline=LINE, width=2)
            draw.ellipse((314, top + 12, 344, top + 42), fill=COURSES[row % 4])
            bar(draw, 356, top + 14, 116, 9)
            bar(draw, 356, top + 32, 76, 8, LINE)
        draw.ellipse((486, 40, 546, 100), fill=RED)
        digit(draw, 494, 57, 9, "#ffffff")
        digit(draw, 518, 57, 9, "#ffffff")
        for gap in (18, 40):
            draw.arc((250 - gap, 160, 290 - gap, 420), 110, 250, fill="#8c98bd", width=6)
            draw.arc((510 + gap, 160, 550 + gap, 420), 290, 70, fill="#8c98bd", width=6)
        return image
    draw.ellipse((350, 170, 450, 270), fill=LAMP)
    draw.ellipse((380, 150, 470, 250), fill="#0f1524")
    bar(draw, 350, 330, 100, 10, "#3c4762")
    bar(draw, 370, 356, 60, 8, "#2d3650")
    return image


def queue(after):
    """Many hands up and nobody knows whose turn it is; then a numbered line with one's own place lit."""
    image, draw = canvas("#eef0ea")
    dice = random.Random(11)
    if not after:
        for place in range(15):
            x, y = 70 + place % 5 * 145, 130 + place // 5 * 160
            colour = dice.choice(["#c9ced6", "#bfc6cf", "#d3d6dc"])
            draw.ellipse((x, y, x + 70, y + 70), fill=colour)
            draw.rounded_rectangle((x - 12, y + 66, x + 82, y + 124), 26, fill=colour)
            lean = dice.randint(-14, 14)
            draw.line([(x + 78, y + 96), (x + 96 + lean, y + 4)], fill=AMBER, width=18)
            draw.ellipse((x + 82 + lean, y - 20, x + 112 + lean, y + 10), fill=AMBER)
        return image
    for place in range(6):
        top = 50 + place * 86
        mine = place == 3
        fill = "#ffffff" if not mine else "#fff0cf"
        draw.rounded_rectangle((150, top, 650, top + 72), 36, fill=fill, outline=AMBER if mine else LINE, width=4)
        draw.ellipse((164, top + 10, 216, top + 62), fill=GREEN if place == 0 else AMBER if mine else GREY)
        digit(draw, 181, top + 23, place + 1, "#ffffff")
        bar(draw, 240, top + 20, 180 - place * 12, 14, INK if mine else GREY)
        bar(draw, 240, top + 44, 110, 9, LINE)
        if place == 0:
            draw.rounded_rectangle((584, top + 12, 606, top + 44), 11, fill=GREEN)
            draw.arc((574, top + 18, 616, top + 54), 0, 180, fill=GREEN, width=4)
        else:
            draw.ellipse((572, top + 18, 608, top + 54), outline=AMBER if mine else GREY, width=4)
            draw.line([(590, top + 36), (590, top + 25)], fill=AMBER if mine else GREY, width=4)
            draw.line([(590, top + 36), (599, top + 36)], fill=AMBER if mine else GREY, width=4)
    return image


SCENES = {
    "timetable": timetable,
    "homework": homework,
    "replay": replay,
    "captions": captions,
    "classroom": classroom,
    "certificate": certificate,
    "mistakes": mistakes,
    "quiet": quiet,
    "queue": queue,
}
