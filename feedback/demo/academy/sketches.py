"""What learners show in the talk, and the pictures they go by."""

import math
import random

from PIL import Image, ImageDraw

from feedback.demo.drawing import canvas

INK, PAPER, GREY, LAMP, AMBER, BLUE, RED, GREEN = (
    *("#25303f", "#fbf7ee", "#aab0b8", "#ffd98a", "#e8a33d", "#3f6ea8", "#c8553d", "#3d8b6a"),
)
SIDE = 400


def page():
    """A sheet of a drawing pad on a table."""
    image, draw = canvas("#cfc6b4")
    draw.rectangle((60, 40, 740, 560), fill=PAPER)
    for hole in range(12):
        draw.ellipse((84 + hole * 55, 52, 100 + hole * 55, 68), fill="#cfc6b4")
    return image, draw


def apple():
    """The first one: an outline, a stalk, and no light at all."""
    image, draw = page()
    draw.ellipse((250, 190, 540, 470), outline=INK, width=9)
    draw.line((395, 196, 410, 130), fill=INK, width=9)
    draw.arc((410, 120, 480, 180), 160, 350, fill=INK, width=7)
    return image


def potato():
    """The twentieth: one light, one shadow, and it lies on something."""
    image, draw = page()
    draw.ellipse((230, 400, 600, 470), fill="#b9ae98")
    for step in range(60):
        shade = 110 + step * 2
        draw.ellipse((220 + step, 220 + step // 2, 580 - step * 2, 450 - step), fill=(shade + 30, shade, shade - 50))
    for x, y in ((300, 330), (380, 370), (450, 320), (340, 280)):
        draw.ellipse((x, y, x + 14, y + 8), fill="#7d6a45")
    return image


def river():
    """Two years of prices as layers that swell and sink."""
    image, draw = canvas("#f4f0e6")
    dice, floor = random.Random(5), [520] * 81
    for colour in ("#9fc7a5", GREEN, "#e9c46a", AMBER, BLUE):
        lift, swing = dice.uniform(40, 70), dice.uniform(0, 6)
        top = [y - lift - 26 * math.sin(x / 9 + swing) for x, y in enumerate(floor)]
        draw.polygon(
            [*((x * 10, y) for x, y in enumerate(top)), *((x * 10, floor[x]) for x in range(80, -1, -1))], colour
        )
        floor = top
    draw.line((0, 540, 800, 540), fill=INK, width=4)
    return image


def windows():
    """A house before dawn, seven of its windows lit."""
    image, draw = canvas("#1f2b40")
    draw.rectangle((180, 90, 620, 600), fill="#2c3a55")
    lit = {2, 5, 7, 10, 13, 14, 18}
    for place in range(20):
        left, top = 220 + place % 4 * 100, 120 + place // 4 * 92
        draw.rectangle((left, top, left + 60, top + 62), fill=LAMP if place in lit else "#3a4a68")
    return image


def disc(colour):
    """What an avatar is drawn on."""
    image = Image.new("RGB", (SIDE, SIDE), colour)
    return image, ImageDraw.Draw(image)


def lamp():
    image, draw = disc("#25303f")
    draw.polygon([(130, 210), (270, 210), (240, 110), (160, 110)], fill=LAMP)
    draw.rectangle((192, 210, 208, 310), fill=PAPER)
    draw.rectangle((140, 310, 260, 326), fill=PAPER)
    return image


def sprout():
    image, draw = disc("#dfeee2")
    draw.rectangle((194, 190, 206, 320), fill=GREEN)
    draw.ellipse((110, 120, 200, 200), fill=GREEN)
    draw.ellipse((200, 150, 290, 230), fill="#68b088")
    return image


def bubble():
    image, draw = disc(BLUE)
    draw.rounded_rectangle((90, 110, 310, 250), 40, fill=PAPER)
    draw.polygon([(150, 240), (200, 240), (150, 310)], fill=PAPER)
    return image


def moon():
    image, draw = disc("#1f2b40")
    draw.ellipse((110, 90, 290, 270), fill=LAMP)
    draw.ellipse((170, 70, 330, 230), fill="#1f2b40")
    return image


def bars():
    image, draw = disc(PAPER)
    for place, (height, colour) in enumerate(((90, GREEN), (150, AMBER), (120, BLUE), (200, RED))):
        draw.rectangle((90 + place * 60, 310 - height, 130 + place * 60, 310), fill=colour)
    return image


def leaf():
    image, draw = disc("#f3e3c8")
    draw.polygon([(200, 70), (300, 200), (200, 330), (100, 200)], fill=GREEN)
    draw.line((200, 80, 200, 350), fill=PAPER, width=7)
    return image


def walnut():
    image, draw = disc("#efe6da")
    draw.ellipse((100, 90, 300, 310), fill="#a9794a")
    draw.arc((150, 90, 250, 310), 90, 270, fill="#6e4b2a", width=7)
    draw.arc((150, 90, 250, 310), 270, 90, fill="#6e4b2a", width=7)
    return image


def wheel():
    image, draw = disc(AMBER)
    draw.ellipse((80, 80, 320, 320), outline=INK, width=22)
    for turn in range(6):
        angle = turn * math.pi / 3
        draw.line((200, 200, 200 + 115 * math.cos(angle), 200 + 115 * math.sin(angle)), fill=INK, width=8)
    return image
