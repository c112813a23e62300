"""The texts of the product: gathered from code and templates, translated, compiled. Pure Python (Babel).

python tools/messages.py gather [--merge DIR] [--overwrite]
    rewrites the catalogue: every text of the code, existing translations kept, texts no longer used dropped;
    --merge fills gaps from DIR/*.json ({"msgid": "译文"}; the key of a plural is its singular, of a text
    with context "context\\u0004msgid"), --overwrite lets those files win over what is there.
python tools/messages.py check      exits with 1 when a text has no sound translation
python tools/messages.py compile    .po -> .mo

English needs no catalogue: the texts in the code are English.
"""

import argparse
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
CATALOGUE = ROOT / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
# Texts of installed packages that come without Chinese; one msgid per line.
FOREIGN = ROOT / "locale" / "foreign.txt"
SKIPPED = {"migrations", "__pycache__"}

HEADER = """\
# The Chinese of Huiyin, written by hand. Gathered by `python3 dev.py messages`.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

PLAIN, PLURAL, CONTEXT, BOTH = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {"_": PLAIN}
for suffix in ("", "_lazy"):
    KEYWORDS |= {f"gettext{suffix}": PLAIN, f"ngettext{suffix}": PLURAL}
    KEYWORDS |= {f"pgettext{suffix}": CONTEXT, f"npgettext{suffix}": BOTH}
KEYWORDS["gettext_noop"] = PLAIN

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sdif]|\{(\w*)\}")


# --- gathering ------------------------------------------------------------------------------------------


def sources() -> Iterator[Path]:
    """Python files of the apps and text templates, in a stable order."""
    apps = sorted(path.parent for path in ROOT.glob("*/apps.py"))
    for folder in apps:
        for path in sorted(folder.rglob("*.py")):
            if not SKIPPED & set(path.parts):
                yield path
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".xml", ".svg"}:
            yield path


def as_python(path: Path) -> str:
    """The file as Python that Babel can read; a template's tags become gettext calls."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize

    # What templatize leaves of the markup must not look like Python's indentation.
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def gather() -> Catalog:
    """Every text of our own code and templates, without translations."""
    found = Catalog(locale=LOCALE)
    for path in sources():
        place = [(path.relative_to(ROOT).as_posix(), 0)]
        source = io.BytesIO(as_python(path).encode())
        for _line, msgid, _comments, context in extract("python", source, keywords=KEYWORDS):
            if msgid:
                found.add(msgid, locations=place, context=context)
    if FOREIGN.exists():
        for line in FOREIGN.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                singular, _bar, plural = line.partition(" | ")
                words = (singular, plural) if plural else singular
                found.add(words, locations=[("locale/foreign.txt", 0)])
    return found


# --- reading and writing ---------------------------------------------------------------------------------


def load(path: Path = CATALOGUE) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def save(catalogue: Catalog, path: Path = CATALOGUE) -> None:
    body = io.BytesIO()
    write_po(body, catalogue, width=0, sort_output=True, omit_header=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def compile_all() -> None:
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        draft = path.with_suffix(".mo.tmp")
        with draft.open("wb") as file:
            write_mo(file, load(path))
        draft.replace(path.with_suffix(".mo"))


def read_translations(folder: Path) -> dict[tuple[str | None, str], str]:
    """(context, singular msgid) -> translation, from all JSON files; two files that differ are told."""
    merged: dict[tuple[str | None, str], str] = {}
    for path in sorted(folder.glob("*.json")):
        for key, text in json.loads(path.read_text(encoding="utf-8")).items():
            context, _, msgid = key.rpartition("\u0004")
            entry = (context or None, msgid)
            if merged.setdefault(entry, text) != text:
                print(f"{path.name}: {msgid!r} is {merged[entry]!r} elsewhere, not {text!r}")
    return merged


# --- judging ----------------------------------------------------------------------------------------------


def singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def translation(message: Message | None) -> str:
    if message is None or message.fuzzy or not message.string:
        return ""
    return message.string[0] if isinstance(message.string, tuple) else message.string


def placeholders(text: str) -> set[str]:
    """What will be filled in. Doubled percent signs are text."""
    return {match.group() for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def fault(message: Message, catalogue: Catalog) -> str:
    """Why this text has no sound translation, or an empty string."""
    found = catalogue.get(singular(message), message.context)
    if found is not None and found.fuzzy:
        return "is fuzzy"
    text = translation(found)
    if not text:
        return "has no translation"
    original = message.id[-1] if isinstance(message.id, tuple) else message.id
    if placeholders(original) != placeholders(text):
        return f"has other placeholders in {text!r}"
    for end in ("startswith", "endswith"):
        if getattr(original, end)("\n") != getattr(text, end)("\n"):
            return f"begins or ends with a line break only on one side in {text!r}"
    return ""


def faults(texts: Catalog, catalogue: Catalog) -> list[str]:
    """One line per text without a sound translation."""
    lines = []
    for message in sorted((m for m in texts if m.id), key=lambda m: (singular(m), m.context or "")):
        if reason := fault(message, catalogue):
            places = ", ".join(sorted({place for place, _line in message.locations}))
            context = f" (context {message.context!r})" if message.context else ""
            lines.append(f"{singular(message)!r}{context} {reason} [{places}]")
    return lines


# --- the command ------------------------------------------------------------------------------------------


def translate(texts: Catalog, catalogue: Catalog, extra: dict, *, overwrite: bool) -> int:
    """Fill `texts` from the catalogue and from extra translations; returns how many differ and were kept."""
    differing = 0
    for message in texts:
        if not message.id:
            continue
        old = translation(catalogue.get(singular(message), message.context))
        new = extra.get((message.context, singular(message))) or undoubled(extra, message)
        if old and new and old != new and not overwrite:
            differing += 1
        chosen = (new or old) if overwrite else (old or new)
        if chosen:
            message.string = (chosen,) if message.pluralizable else chosen
    return differing


def undoubled(extra: dict, message: Message) -> str:
    """Templates double their percent signs in the msgid; who writes a translation need not."""
    text = extra.get((message.context, singular(message).replace("%%", "%")), "")
    return re.sub(r"%(?!\()", "%%", text) if "%%" in singular(message) else text


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py messages", description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=["gather", "check", "compile"])
    parser.add_argument("--merge", type=Path, metavar="DIR", help="folder of JSON files with translations")
    parser.add_argument("--overwrite", action="store_true", help="let the merged files win")
    options = parser.parse_args()
    if options.action == "compile":
        compile_all()
        return 0
    texts = gather()
    if options.action == "gather":
        if options.merge and not options.merge.is_dir():
            parser.error(f"{options.merge} is not a folder")
        extra = read_translations(options.merge) if options.merge else {}
        differing = translate(texts, load(), extra, overwrite=options.overwrite)
        save(texts)
        compile_all()
        if differing:
            print(f"{differing} merged translations differ from the catalogue, which was kept (--overwrite).")
    lines = faults(texts, load())
    for line in lines:
        print(line)
    print(f"{len(texts)} texts, {len(lines)} without a sound translation.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
