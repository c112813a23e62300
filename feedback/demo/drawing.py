"""What all pictures of demos are drawn with, flat: no fonts, no files from elsewhere."""

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from community.images import clean_image

SIZE = (800, 600)
COVER = (1280, 480)


def picture_pair(scene):
    """(before, after) of one scene as files ready to store, through the same intake as members' pictures.

    A scene is a function that draws it, given whether it is the picture after.
    """
    return tuple(stored(scene(after)) for after in (False, True))


def cover_of(scene):
    """The cover of a group as a file ready to store; a scene is a function that draws on what it is given."""
    image = Image.new("RGB", COVER)
    scene(ImageDraw.Draw(image))
    return stored(image)


def stored(image):
    out = ContentFile(b"")
    image.save(out, "PNG")
    return clean_image(out)[0]


def canvas(colour):
    image = Image.new("RGB", SIZE, colour)
    return image, ImageDraw.Draw(image)


def dimmed(colour, share):
    """`colour` with only `share` of its light."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return (int(red * share), int(green * share), int(blue * share * 1.08) if share < 1 else blue)


# Which of the seven strokes each figure has: top, upper left, upper right, middle, lower left, lower right, bottom.
STROKES = ["1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"]


def digit(draw, x, y, value, colour):
    """A figure of seven strokes, 18 by 26."""
    places = [
        (0, 0, 18, 4), (0, 0, 4, 13), (14, 0, 18, 13), (0, 11, 18, 15), (0, 13, 4, 26), (14, 13, 18, 26), (0, 22, 18, 26)
    ]  # fmt: skip
    for on, (left, top, right, bottom) in zip(STROKES[value % 10], places, strict=True):
        if on == "1":
            draw.rectangle((x + left, y + top, x + right, y + bottom), fill=colour)
