"""What members can report and moderators can hide, by the word that stands in addresses: the module that knows how.

Each module has LABEL (lazy), get_or_404(user, pk) (the door: what this reader may see), author_of(obj) (a Member or
None), words_of(obj) (as they were written), url_of(obj), and the verbs hide(obj, *, actor) and show(obj, *, actor),
both of which may run twice; where HAS_NAME is set, hide() takes `name_too`, for what is reported may be a name. For the
team's desk, which is asked for after the permission: find(pk) (the thing whoever may see it, None when it is gone),
is_hidden(obj) and around(obj), a list of (member or None, words, moment, whether this is it) of what was said before
and after; those with pictures have pictures_of(obj), rows with `pk`, `file`, `width` and `height`; what deletes such
rows does it by let_pictures_go() of the moderation actions. Those with public words have newest(limit), a list of
(moment, obj).
"""

CARE = {
    "feedback": "feedback.care.items",
    "comment": "feedback.care.comments",
    "test-report": "feedback.care.reports",
    "post": "community.posts.care.posts",
    "reply": "community.posts.care.replies",
    "member": "community.moderation.care.members",
    "session-question": "events.live.care.questions",
    "group": "community.moderation.care.groups",
}
