"""The one intake for pictures: nothing that a member sends is stored or served as it came.

A picture is decoded within bounds, turned upright, made no larger than needed and written anew as WebP under a name of
our own; whatever else was in the file (position, camera, comments, a second format behind the picture) stays behind.
"""

import io
import uuid
from math import ceil, floor

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, PngImagePlugin

SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"RIFF", "WEBP"),
)
# Memory for decoding one picture; with the result and its packing about 25 MB more are in use at the peak.
MEMORY = 70 * 1024 * 1024
# libwebp holds nearly three canvases of four bytes per pixel, even for a still picture.
WEBP_BYTES_PER_PIXEL = 11
# Each pass over a JPEG may be a few bytes of file and costs a walk over the whole picture.
JPEG_PASSES_MAX = 64
# How many parts a file may have before the picture begins; real ones have a few dozen.
PARTS_MAX = 4000
EXIF_MAX = 128 * 1024
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
QUALITY = 82
BAND = 128

# Comments may be packed a thousand to one; no picture needs more of them than this.
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024


def clean_image(upload, *, max_side=None):
    """The picture in `upload` as (ContentFile named ``<uuid>.webp``, width, height), no side above `max_side`.

    Raises ValidationError with the code `image_too_heavy` (bytes), `image_kind` (no JPEG, PNG, WebP or GIF),
    `image_too_large` (pixels) or `image_broken`. Of a moving picture the first frame is kept.
    """
    picture = decode(read_bounded(upload), max_side or settings.IMAGE_MAX_SIDE)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=2)
    return ContentFile(out.getvalue(), name=f"{uuid.uuid4().hex}.webp"), picture.width, picture.height


def read_bounded(upload):
    upload.seek(0)
    data = upload.read(settings.IMAGE_MAX_BYTES + 1)
    if len(data) > settings.IMAGE_MAX_BYTES:
        raise ValidationError(
            _("This picture has more than %(max)s MB. Please choose a smaller one."),
            code="image_too_heavy",
            params={"max": settings.IMAGE_MAX_BYTES // (1024 * 1024)},
        )
    return data


def decode(data, max_side):
    """A new upright image of plain colours without any metadata."""
    kind = kind_of(data)
    try:
        held = check_structure(kind, data)
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            check_pixels(picture, held, max_side)
            turn = UPRIGHT.get(orientation_of(picture))
            picture.load()
            plain = shrink(picture, max_side)
        return plain if turn is None else plain.transpose(turn)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_large() from error
    except Exception as error:
        # Decoders answer hostile bytes with whatever they stumble over; to us all of it means the same.
        raise broken() from error


def kind_of(data):
    for signature, kind in SIGNATURES:
        if data.startswith(signature) and (kind != "WEBP" or data[8:12] == b"WEBP"):
            return kind
    raise ValidationError(_("Please choose a JPEG, PNG, WebP or GIF picture."), code="image_kind")


def check_structure(kind, data):
    """Walk over the parts before the picture, so that a file of a million empty parts is refused unread.

    Returns the bytes per pixel that the decoder must hold besides the picture itself.
    """
    return {"JPEG": walk_jpeg, "PNG": walk_png, "GIF": walk_gif, "WEBP": walk_webp}[kind](data)


def walk_jpeg(data):
    place, components, coefficients, progressive = 2, 0, 0, False
    for _part in range(PARTS_MAX):
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        marker, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place] != 0xFF or length < 2:
            raise broken()
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            sampling = [(data[at] >> 4) * (data[at] & 15) for at in range(place + 11, place + 2 + length, 3)]
            components, coefficients = len(sampling), 2 * sum(sampling) / max(1, *sampling)
            progressive = marker == 0xC2
        if marker == 0xDA:
            # A picture told in several passes is held in full until the last one.
            in_passes = progressive or data[place + 4] < components
            if in_passes and data.count(b"\xff\xda", place) > JPEG_PASSES_MAX:
                raise too_large()
            return coefficients if in_passes else 0
        place += 2 + length
    raise broken()


def walk_png(data):
    place = 8
    for _part in range(PARTS_MAX):
        length, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if kind == b"IEND" or len(kind) < 4:
            return 0
        place += 12 + length
    raise broken()


def walk_gif(data):
    place = 13
    if data[10] & 0x80:
        place += 3 << (data[10] & 7) + 1
    parts = 0
    while data[place] != 0x2C:
        if data[place] != 0x21:
            raise broken()
        place += 2
        while data[place]:
            place += 1 + data[place]
            parts += 1
            if parts > PARTS_MAX:
                raise broken()
        place += 1
    return 0


def walk_webp(data):
    return WEBP_BYTES_PER_PIXEL


def check_pixels(picture, held, max_side):
    """Refuse by the header alone what could not be decoded within bounds; tell JPEG to shrink while it reads."""
    pixels = picture.width * picture.height
    if pixels > settings.IMAGE_MAX_PIXELS:
        raise too_large()
    scale = max(1.0, max(picture.size) / max_side)
    picture.draft("RGB", (ceil(picture.width / scale), ceil(picture.height / scale)))
    if pixels * held + picture.width * picture.height * 4 > MEMORY:
        raise too_large()


def too_large():
    return ValidationError(
        _("This picture has too many pixels. Please make it smaller and try again."), code="image_too_large"
    )


def broken():
    return ValidationError(
        _("This picture cannot be read. It may be damaged; please choose another one."), code="image_broken"
    )


def orientation_of(picture):
    """How the camera was held; read before decoding, and only from metadata of a believable size."""
    if len(picture.info.get("exif", b"")) > EXIF_MAX:
        return None
    return picture.getexif().get(ORIENTATION)


def shrink(picture, max_side):
    """A new RGB or RGBA image with no side above `max_side`, made band by band so that at no time two large
    images are held; each band reads some rows beyond its edges, so no seam shows."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    scale = max(1.0, max(picture.size) / max_side)
    width, height = (max(1, round(side / scale)) for side in picture.size)
    step = picture.height / height
    margin = ceil(3 * step) + 2
    small = Image.new(mode, (width, height))
    for top in range(0, height, BAND):
        bottom = min(height, top + BAND)
        first = max(0, floor(top * step) - margin)
        last = min(picture.height, ceil(bottom * step) + margin)
        band = plain_colours(picture.crop((0, first, picture.width, last)), mode)
        box = (0, top * step - first, picture.width, min(bottom * step, picture.height) - first)
        small.paste(band.resize((width, bottom - top), Image.Resampling.BICUBIC, box), (0, top))
    return small


def plain_colours(picture, mode):
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture if picture.mode == mode else picture.convert(mode)
