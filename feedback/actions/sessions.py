"""What sessions bring for an item: asked there, promised there, and what became of the promise."""

from community.models import Community
from feedback.actions.progress import write_step
from feedback.models import Feedback, ProgressEntry
from feedback.models.progress import InSession


def note_session_outcome(feedback, *, actor, what, title, url, title_en="", text="", note="", due=None):
    """Write to the progress log of an item, or of the one it was merged into, what a session brought for it, and tell
    those who follow it; in the caller's transaction, who sees to it that it is said once. Returns the step, or None
    for an item that was taken back.

    `what` is an InSession (ValueError otherwise), `title` and `url` lead to the session: what readers of the item may
    not know of is not to be said here. `text` is what was promised, `note` a word about it, `due` a date.
    """
    item = feedback.merged_into or feedback
    if item.visibility == Feedback.Visibility.REMOVED:
        return None
    said = {
        "what": InSession(what).value,
        "title": title,
        "title_en": title_en,
        "url": url,
        "due": due.isoformat() if due else "",
    }
    words = "\n\n".join(filter(None, (text, note)))
    step = write_step(item, ProgressEntry.Kind.SESSION, actor=actor, text=words, changes={"session": said})
    Community.bump()
    return step
