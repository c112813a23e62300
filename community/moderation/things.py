"""The things that can be reported, through the modules that settings.CARE names."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.http import Http404


@cache
def care_of(kind):
    """The module that knows things of this kind; Http404 for a kind that is not known here."""
    path = settings.CARE.get(kind)
    if path is None or not is_there(path):
        raise Http404
    return import_module(path)


def is_there(path):
    """Whether a module exists: settings may name wings that are not built in."""
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def care_modules():
    """[(kind, module)] of all that can be reported."""
    return [(kind, care_of(kind)) for kind, path in settings.CARE.items() if is_there(path)]


def thing_of(case):
    """What a case is about, whoever may see it, or None where it is gone."""
    return care_of(case.kind).find(case.object_id)


def newest_texts(limit):
    """[(moment, words, address)] of what was last published, the newest first."""
    found = []
    for _kind, module in care_modules():
        if hasattr(module, "newest"):
            found += [(moment, module.words_of(obj), module.url_of(obj)) for moment, obj in module.newest(limit)]
    return sorted(found, key=lambda text: text[0], reverse=True)[:limit]
