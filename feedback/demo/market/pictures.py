"""The before and after pictures of the market's fixes."""

import random

from feedback.demo.drawing import canvas, digit, dimmed

BOXES = ["#c89b6a", "#b9854f", "#d8b083", "#a9744a"]
INK, PAPER, GREEN, LEAF = "#22302b", "#f6f2e7", "#1f7a54", "#8ccf9f"


def shelf(after):
    """A pickup shelf: dim, with scraps of labels at the top; then lit, with a green plate on every board."""
    light = 1 if after else 0.42
    dice = random.Random(7)
    image, draw = canvas(dimmed("#efe6d2", light))
    if after:
        for x in (220, 580):
            draw.polygon([(x - 26, 30), (x + 26, 30), (x + 190, 330), (x - 190, 330)], fill="#fbf5df")
            draw.rounded_rectangle((x - 44, 12, x + 44, 32), 8, fill="#ffd873")
    draw.rectangle((0, 540, 800, 600), fill=dimmed("#b8a98c", light))
    for board in range(4):
        y = 190 + board * 115
        x = 78
        while x < 690:
            width, height = dice.randint(60, 105), dice.randint(45, 82)
            draw.rounded_rectangle((x, y - height, x + width, y), 4, fill=dimmed(dice.choice(BOXES), light))
            draw.rectangle((x + width // 2 - 6, y - height, x + width // 2 + 6, y), fill=dimmed("#e8d3a8", light))
            x += width + dice.randint(6, 22)
        draw.rectangle((50, y, 750, y + 14), fill=dimmed("#6d7a74", light))
        for column in range(5):
            left = 70 + column * 140
            if after:
                draw.rounded_rectangle((left, y - 4, left + 84, y + 36), 7, fill=GREEN)
                digit(draw, left + 16, y + 4, column + board, PAPER)
                digit(draw, left + 48, y + 4, column * 2 + 1, PAPER)
            elif board == 0:
                draw.rectangle((left, 84, left + 24, 94), fill=dimmed("#ffffff", 0.6))
    for x in (44, 744):
        draw.rectangle((x, 70, x + 14, 560), fill=dimmed("#56625d", light))
    return image


def order(after):
    """The order page on a phone: without any coupon; then with the best one chosen."""
    image, draw = canvas("#dfe9e1")
    draw.rounded_rectangle((265, 24, 535, 590), 34, fill=INK)
    draw.rounded_rectangle((277, 40, 523, 576), 24, fill="#ffffff")
    draw.rounded_rectangle((297, 62, 420, 78), 8, fill=INK)
    for row, colour in enumerate(["#e2725b", "#e9b44c", "#7fb069"]):
        y = 100 + row * 78
        draw.rounded_rectangle((297, y, 357, y + 60), 12, fill=colour)
        draw.rounded_rectangle((371, y + 8, 470, y + 20), 6, fill="#8b9690")
        draw.rounded_rectangle((371, y + 34, 430, y + 44), 5, fill="#c9d0cc")
        draw.rounded_rectangle((468, y + 34, 503, y + 46), 6, fill="#e2725b")
    if after:
        draw.rounded_rectangle((291, 344, 509, 420), 14, fill="#e3f4e7", outline=GREEN, width=4)
        draw.ellipse((282, 372, 302, 392), fill="#ffffff", outline=GREEN, width=4)
        draw.ellipse((498, 372, 518, 392), fill="#ffffff", outline=GREEN, width=4)
        draw.rounded_rectangle((316, 362, 410, 378), 8, fill=GREEN)
        draw.rounded_rectangle((316, 390, 380, 400), 5, fill=LEAF)
        draw.ellipse((446, 364, 482, 400), fill=GREEN)
        draw.line([(455, 382), (462, 390), (475, 373)], fill="#ffffff", width=5)
    draw.rounded_rectangle((297, 440, 380, 452), 6, fill="#c9d0cc")
    draw.rounded_rectangle((430, 436, 503, 456), 8, fill=GREEN if after else "#8b9690")
    draw.rounded_rectangle((297, 500, 503, 548), 24, fill=GREEN)
    draw.rounded_rectangle((365, 518, 435, 530), 6, fill="#ffffff")
    return image


def crate(after):
    """Paper boxes crushed under each other; then a flat crate with a place for every egg."""
    image, draw = canvas("#efe3cf")
    draw.rectangle((0, 480, 800, 600), fill="#cdb894")
    if not after:
        for y, lean, colour in ((140, 26, "#b9854f"), (260, -14, "#c89b6a"), (372, 12, "#a9744a")):
            sag = 26 if y > 200 else 4
            draw.polygon(
                [(230 + lean, y), (400 + lean, y + sag), (575 + lean, y + 8), (560, y + 112), (240, y + 116)],
                fill=colour,
            )
            draw.line([(300 + lean, y + 30), (340, y + 62), (318, y + 92)], fill="#7d5633", width=5)
            draw.line([(500 + lean, y + 26), (470, y + 60)], fill="#7d5633", width=5)
        for x in (225, 300, 470, 560):
            draw.ellipse((x, 482, x + 70, 502), fill="#f2c14e")
            draw.ellipse((x + 24, 474, x + 50, 494), fill="#fff4d6")
        return image
    for level in range(3):
        y = 390 - level * 120
        for place in range(6):
            x = 186 + place * 74
            draw.ellipse((x, y - 34, x + 54, y + 40), fill="#f3d9b8")
            draw.ellipse((x + 10, y - 24, x + 24, y - 4), fill="#fff4e3")
        draw.rounded_rectangle((160, y + 2, 650, y + 90), 12, fill=GREEN)
        for place in range(7):
            draw.rounded_rectangle((182 + place * 66, y + 26, 224 + place * 66, y + 66), 8, fill="#2f9469")
    return image


def night(after):
    """The shop in the evening: shutters down; then open, with light falling on the pavement."""
    image, draw = canvas("#141d33" if not after else "#1b2747")
    dice = random.Random(3)
    for _star in range(40):
        x, y = dice.randrange(800), dice.randrange(130)
        draw.ellipse((x, y, x + 2, y + 2), fill="#8c98bd")
    draw.ellipse((660, 40, 720, 100), fill="#f0e6c0")
    draw.rectangle((0, 500, 800, 600), fill="#242c3e")
    draw.rectangle((120, 150, 680, 500), fill="#3b4763" if after else "#28324a")
    draw.rectangle((100, 140, 700, 206), fill=GREEN if after else "#1d3a33")
    draw.rounded_rectangle((300, 160, 500, 186), 12, fill="#fff1bf" if after else "#31524a")
    if not after:
        for y in range(226, 500, 18):
            draw.rectangle((150, y, 650, y + 12), fill="#3a4358")
        return image
    draw.rectangle((150, 226, 480, 460), fill="#ffe08a")
    draw.rectangle((510, 226, 640, 500), fill="#ffd266")
    for y in (300, 372, 444):
        draw.rectangle((160, y, 470, y + 8), fill="#9c7440")
        for x in range(172, 450, 48):
            draw.rounded_rectangle((x, y - 38, x + 36, y), 4, fill=BOXES[(x + y) // 48 % 4])
    draw.polygon([(150, 500), (650, 500), (760, 600), (40, 600)], fill="#6b6243")
    draw.ellipse((556, 300, 594, 338), fill=INK)
    draw.rounded_rectangle((546, 338, 604, 470), 18, fill=INK)
    draw.rounded_rectangle((598, 400, 630, 452), 6, fill="#e2725b")
    return image


SCENES = {"shelf": shelf, "order": order, "crate": crate, "night": night}
