"""Finding out in which characters a file was written."""

import codecs

BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What may be asked for where the guess is wrong.
ENCODINGS = ["utf-8", "gb18030", "utf-16", "big5", "shift_jis", "cp1252"]
# Bytes that mean nothing become this half character, which is then reported with the row it stands in.
UNDECODED = "\udcff"
MARK_UNDECODED = "huiyin.undecoded"
codecs.register_error(MARK_UNDECODED, lambda error: (UNDECODED, error.end))
CHUNK = 1024 * 1024


def guess_encoding(path):
    """'utf-8-sig', 'utf-16' by their mark, else 'utf-8' or 'gb18030' (which contains GBK), whichever fits.

    A few broken bytes do not turn a UTF-8 file into another: they are found again row by row.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in BOMS.items():
        if head.startswith(mark):
            return encoding
    good, broken = count_characters(path, "utf-8")
    if not broken or broken * 10 <= good:
        return "utf-8"
    _good, broken_chinese = count_characters(path, "gb18030")
    return "gb18030" if broken_chinese < broken else "utf-8"


def count_characters(path, encoding):
    """(sound characters beyond ASCII, undecodable bytes) of the file read in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(MARK_UNDECODED)
    good = broken = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            if not text.isascii():
                bad = text.count(UNDECODED)
                broken += bad
                good += len(text) - len(text.encode("ascii", "ignore")) - bad
            if not chunk:
                return good, broken
