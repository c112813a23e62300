"""The covers of the market's groups, drawn flat; no fonts, no files from elsewhere."""

import random

from feedback.demo.market.pictures import BOXES, GREEN, INK, LEAF, PAPER


def ground(draw, sky, floor, at=380):
    draw.rectangle((0, 0, 1280, at), fill=sky)
    draw.rectangle((0, at, 1280, 480), fill=floor)


def street(draw):
    """The shop in the lane: awning, window with shelves, lockers, a plane tree on either side."""
    ground(draw, "#dcebe4", "#c9bfa8")
    draw.ellipse((1010, 50, 1100, 140), fill="#f3d38a")
    for x, height in ((20, 230), (180, 290), (900, 260), (1080, 310)):
        draw.rectangle((x, 380 - height, x + 150, 380), fill="#c3d6cd")
        for row in range(3):
            for column in range(2):
                left, top = x + 26 + column * 58, 400 - height + row * 62
                draw.rounded_rectangle((left, top, left + 36, top + 38), 4, fill="#e8f1ec")
    draw.rectangle((390, 130, 890, 380), fill=PAPER)
    for stripe in range(10):
        colour = GREEN if stripe % 2 else "#f6f2e7"
        left = 380 + stripe * 52
        draw.rectangle((left, 120, left + 52, 178), fill=colour)
        draw.pieslice((left, 152, left + 52, 204), 0, 180, fill=colour)
    draw.rounded_rectangle((420, 222, 650, 380), 6, fill="#ffe6a6")
    for shelf, dice in ((268, random.Random(4)), (318, random.Random(5)), (368, random.Random(6))):
        draw.rectangle((430, shelf, 640, shelf + 6), fill="#a07a4c")
        x = 440
        while x < 600:
            width = dice.randint(22, 40)
            draw.rounded_rectangle((x, shelf - dice.randint(20, 34), x + width, shelf), 3, fill=dice.choice(BOXES))
            x += width + 8
    for column in range(4):
        for row in range(3):
            left, top = 690 + column * 46, 232 + row * 48
            draw.rounded_rectangle((left, top, left + 40, top + 42), 4, fill="#8fb8a6", outline=GREEN, width=2)
            draw.ellipse((left + 29, top + 18, left + 35, top + 24), fill=GREEN)
    for x in (330, 950):
        draw.rectangle((x - 9, 250, x + 9, 392), fill="#8a6a4a")
        for dx, dy, r in ((-46, 210, 56), (28, 190, 64), (-8, 140, 60)):
            draw.ellipse((x + dx - r, dy - r, x + dx + r, dy + r), fill="#6fae87" if dx < 0 else LEAF)


def table(draw):
    """A round table from above, with dishes, bowls and chopsticks."""
    draw.rectangle((0, 0, 1280, 480), fill="#f3e3d0")
    for x in range(-40, 1320, 80):
        draw.line((x, 0, x + 120, 480), fill="#ecd8c0", width=18)
    draw.ellipse((250, -150, 1030, 630), fill="#b9814f")
    draw.ellipse((275, -125, 1005, 605), fill="#c99361")
    draw.ellipse((430, 30, 850, 450), fill="#d8aa7c")
    dishes = [
        (560, 160, 96, "#e2725b"),
        (740, 170, 84, "#7fb069"),
        (640, 330, 104, "#e9b44c"),
        (490, 300, 66, "#d9c7a8"),
    ]
    dice = random.Random(11)
    for x, y, r, colour in dishes:
        draw.ellipse((x - r, y - r, x + r, y + r), fill="#fffdf6")
        draw.ellipse((x - r + 16, y - r + 16, x + r - 16, y + r - 16), fill=colour)
        for _bit in range(14):
            dx, dy = dice.randint(-r // 2, r // 2), dice.randint(-r // 2, r // 2)
            draw.ellipse((x + dx - 7, y + dy - 5, x + dx + 7, y + dy + 5), fill="#fff4d6" if _bit % 3 else GREEN)
    for x, y in ((340, 90), (330, 380), (930, 100), (940, 390)):
        draw.ellipse((x - 50, y - 50, x + 50, y + 50), fill="#fffdf6")
        draw.ellipse((x - 36, y - 36, x + 36, y + 36), fill="#f7efe0")
        draw.line((x + 66, y - 58, x + 78, y + 58), fill="#6d4a2c", width=6)
        draw.line((x + 82, y - 58, x + 90, y + 58), fill="#6d4a2c", width=6)


def baking(draw):
    """Loaves, a rolling pin and ears of wheat on a floured board."""
    ground(draw, "#efe2f0", "#d9b98e", 300)
    for x in range(60, 1280, 150):
        draw.line((x, 300, x - 60, 480), fill="#cda97b", width=3)
    for x, y, width in ((150, 250, 300), (470, 280, 260), (820, 262, 320)):
        draw.ellipse((x, y, x + width, y + 130), fill="#c98a47")
        draw.ellipse((x + 12, y + 8, x + width - 12, y + 100), fill="#dda35e")
        for cut in range(3):
            left = x + width * (cut + 1) // 4
            draw.line((left - 22, y + 22, left + 22, y + 66), fill="#f7dfb0", width=11)
    draw.rounded_rectangle((300, 410, 900, 446), 18, fill="#b07a48")
    draw.rounded_rectangle((230, 418, 970, 438), 10, fill="#8d5f36")
    draw.rounded_rectangle((360, 404, 840, 452), 22, fill="#c2905c")
    for root in (80, 1190):
        for stalk in range(3):
            x = root + stalk * 26 - 26
            lean = (stalk - 1) * 40
            draw.line((x, 330, x + lean, 90), fill="#c5a24a", width=5)
            for grain in range(6):
                gx, gy = x + lean * (0.7 + grain * 0.06), 150 - grain * 18
                draw.ellipse((gx - 20, gy - 8, gx - 2, gy + 12), fill="#e3bf5c")
                draw.ellipse((gx + 2, gy - 8, gx + 20, gy + 12), fill="#e3bf5c")
    dice = random.Random(2)
    for _speck in range(120):
        x, y = dice.randrange(1280), dice.randrange(380, 480)
        draw.ellipse((x, y, x + 5, y + 3), fill="#fbf3e2")


def pets(draw):
    """A cat and a dog behind two full bowls, under a low sun."""
    ground(draw, "#f6dfe2", "#e7c4ae")
    draw.ellipse((560, 90, 860, 390), fill="#f9edd8")
    for x, colour, dark, pointed in ((420, "#5c5a66", "#45434e", True), (860, "#c98f5a", "#a9713f", False)):
        draw.ellipse((x - 130, 200, x + 130, 460), fill=colour)
        draw.ellipse((x - 92, 110, x + 92, 280), fill=colour)
        if pointed:
            draw.polygon([(x - 88, 170), (x - 74, 70), (x - 18, 126)], fill=colour)
            draw.polygon([(x + 88, 170), (x + 74, 70), (x + 18, 126)], fill=colour)
            draw.arc((x + 90, 250, x + 240, 440), 250, 90, fill=colour, width=26)
        else:
            draw.ellipse((x - 128, 120, x - 62, 250), fill=dark)
            draw.ellipse((x + 62, 120, x + 128, 250), fill=dark)
            draw.ellipse((x - 46, 190, x + 46, 272), fill="#ecd2b3")
        for side in (-36, 36):
            draw.ellipse((x + side - 11, 176, x + side + 11, 200), fill="#fff6dc" if pointed else INK)
            if pointed:
                draw.ellipse((x + side - 4, 178, x + side + 4, 198), fill=INK)
        draw.ellipse((x - 13, 212, x + 13, 230), fill=INK if not pointed else "#e79a9a")
        draw.rectangle((x - 130, 380, x + 130, 480), fill="#e7c4ae")
    for x, colour in ((420, GREEN), (860, "#e2725b")):
        for kibble in range(9):
            draw.ellipse((x - 84 + kibble * 18, 362 - kibble % 3 * 9, x - 60 + kibble * 18, 388), fill="#8d5f36")
        draw.polygon([(x - 116, 376), (x + 116, 376), (x + 88, 446), (x - 88, 446)], fill=colour)
        draw.rounded_rectangle((x - 122, 368, x + 122, 386), 9, fill="#fffdf6")


def trial(draw):
    """Three phones with unfinished pages, and the ripples of what is said about them."""
    draw.rectangle((0, 0, 1280, 480), fill="#dbe8ef")
    for r in range(120, 760, 80):
        draw.ellipse((640 - r, 240 - r, 640 + r, 240 + r), outline="#bfd5df", width=4)
    for x, top, shade in ((370, 110, "#ffffff"), (560, 60, PAPER), (750, 110, "#ffffff")):
        bottom = 560
        draw.rounded_rectangle((x, top, x + 170, bottom), 26, fill=INK)
        draw.rounded_rectangle((x + 9, top + 12, x + 161, bottom), 18, fill=shade)
        draw.rounded_rectangle((x + 26, top + 34, x + 110, top + 46), 6, fill=INK)
        for row in range(4):
            y = top + 70 + row * 62
            draw.rounded_rectangle((x + 26, y, x + 68, y + 42), 8, fill=["#e2725b", "#e9b44c", "#7fb069", LEAF][row])
            for dash in range(3):
                draw.rectangle((x + 80 + dash * 24, y + 8, x + 96 + dash * 24, y + 13), fill="#9fb0b8")
            draw.rounded_rectangle((x + 80, y + 26, x + 130, y + 34), 4, fill="#d3dde2")
    draw.rounded_rectangle((905, 70, 1075, 150), 22, fill=GREEN)
    draw.polygon([(930, 140), (970, 140), (920, 182)], fill=GREEN)
    for dot in range(3):
        draw.ellipse((945 + dot * 36, 102, 961 + dot * 36, 118), fill=PAPER)
