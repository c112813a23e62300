"""Writing a post: new ones, drafts, what is published already; taking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community.limits import hit, limited
from community.models import InterestGroup
from community.permissions import member_required
from community.posts import actions
from community.posts.forms import PostEditForm, PostForm
from community.posts.mentions import render_with_mentions
from community.posts.models import Picture, Poll, Post
from community.posts.permissions import get_own_post_or_404, get_picture_or_404
from community.submits import nothing_pressed
from community.text import is_key

# The buttons of the form.
VERBS = {"publish", "draft", "plan", "preview"}
# Beside which field a refusal is explained; every other stands above the form.
FIELD_OF = {
    "words_missing": "text",
    "title_missing": "title",
    "not_a_member": "group",
    "not_a_host": "group",
    "options_missing": "options",
    "too_many_options": "options",
    "options_alike": "options",
    "closes_too_soon": "closes_at",
    "publish_at_past": "publish_at",
    "ballots_cast": "title",
}


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("talk-form", limit=300, seconds=3600)
def post_new(request):
    if request.method == "POST":
        return take_in(request, PostForm(request.POST, request.FILES, member=request.user))
    initial = {name: request.GET[name][:80] for name in ("kind", "group", "title") if name in request.GET}
    if initial.get("kind") not in Post.Kind.values:
        initial["kind"] = Post.Kind.SHARE
    return show_form(request, PostForm(initial=initial, member=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("talk-form", limit=300, seconds=3600)
def post_edit(request, pk):
    """A draft in the form it was begun in; published words in one that keeps what stood before."""
    post = get_own_post_or_404(request.user, pk)
    if post.is_published:
        return edit_published(request, post)
    if request.method == "POST":
        return take_in(request, PostForm(request.POST, request.FILES, member=request.user, post=post), post)
    return show_form(request, PostForm(initial=written(post), member=request.user, post=post), post)


def written(post):
    """What a draft holds, for its form."""
    values = {"kind": post.kind, "title": post.title, "text": post.text, "group": post.group and post.group.slug}
    if ballot := actions.ballot_of(post):
        values |= {
            "options": ballot.options,
            "max_choices": ballot.max_choices,
            "ballots": "anonymous" if ballot.is_anonymous else "open",
            "results": ballot.results,
            "closes_at": ballot.closes_at,
        }
    return values | {"publish_at": post.publish_at}


def take_in(request, form, post=None):
    """Do what was pressed: look at it first, keep it as a draft, plan it for an hour, or publish it."""
    if "preview" in request.POST and request.htmx:
        return render(request, "posts/_preview.html", {"preview": preview_of(request, place_of(request))})
    if not VERBS & request.POST.keys():
        form.add_error(None, nothing_pressed())
        return show_form(request, form, post, status=422)
    fine = form.is_valid()
    # Before anything else, so that a mistake elsewhere does not lose the pictures; a second send brings nothing new.
    if "kind" in form.cleaned_data and not (fine and post is None and known_post(form)):
        fine = keep_pictures(request, form) and fine
    if "preview" in request.POST:
        return show_form(request, form, post, preview=preview_of(request, place_of(request)))
    if not fine:
        return show_form(request, form, post, status=422)
    if form.goes_out:
        hit("talk", f"member:{request.user.pk}", limit=20, seconds=3600)
        form.accept_by(request.user)
    try:
        return keep(request, form, post)
    except ValidationError as error:
        form.add_error(FIELD_OF.get(error.code), error)
        return show_form(request, form, post, status=422)


def wanted_state(request):
    return Post.State.PUBLISHED if "publish" in request.POST else Post.State.DRAFT


def known_post(form):
    data, said = form.cleaned_data, form.words()
    del said["draft_key"]
    state = Post.State.PUBLISHED if "publish" in form.data else Post.State.DRAFT
    return actions.find_written(data["kind"], state=state, submit_key=data["submit_key"], **said)


def keep_pictures(request, form):
    data = form.cleaned_data
    try:
        actions.keep_draft_pictures(data.get("images", []), actor=request.user, draft_key=data["draft_key"])
    except ValidationError as error:
        form.add_error("images", error)
        return False
    return True


def keep(request, form, post):
    """Write what the form says and go where it can be read."""
    if form.is_planned:
        return plan(request, form, post)
    kind, words = form.cleaned_data["kind"], form.words()
    state = wanted_state(request)
    if post is None:
        key = form.cleaned_data["submit_key"]
        post, created = actions.write_post(kind, actor=request.user, state=state, submit_key=key, **words)
    else:
        created = True
        if post.is_planned and state == Post.State.DRAFT:
            actions.plan_post(post, actor=request.user, publish_at=None)
        actions.save_draft(post, actor=request.user, kind=kind, opens_at=timezone.now(), **words)
        if state == Post.State.PUBLISHED:
            actions.publish_post(post, actor=request.user)
    if post.is_published:
        if created:
            messages.success(request, said_where(post), extra_tags="draft-sent-talk")
        return redirect(post)
    messages.success(request, _("Kept as a draft. Only you see it; go on whenever you like."), "draft-sent-talk")
    return redirect("posts:post_edit", post.pk)


def plan(request, form, post):
    """Keep what the form says for its hour; where that is refused nothing of it is written."""
    data, words = form.cleaned_data, form.words()
    with transaction.atomic():
        if post is None:
            post, _created = actions.write_post(
                data["kind"], actor=request.user, state=Post.State.DRAFT, submit_key=data["submit_key"], **words
            )
        else:
            words["opens_at"] = data["publish_at"]
            actions.save_draft(post, actor=request.user, kind=data["kind"], **words)
        actions.plan_post(post, actor=request.user, publish_at=data["publish_at"])
    messages.success(request, _("Planned. It publishes itself at that hour."), "draft-sent-talk")
    return redirect(post)


def said_where(post):
    if post.kind == Post.Kind.ANNOUNCEMENT and post.group_id:
        return _("Announced. The members of “%(group)s” hear of it now.") % {"group": post.group.name}
    if post.group_id:
        return _("It is said in “%(group)s”. We tell you when somebody answers.") % {"group": post.group.name}
    return _("It is said. We tell you when somebody answers.")


def place_of(request):
    """The group that was chosen in the form, or None."""
    return InterestGroup.objects.visible_to(request.user).filter(slug=request.POST.get("group", "")[:40]).first()


def preview_of(request, group):
    """What the words will look like in a group or to all, also those that are too long or lack something yet."""
    text = request.POST.get("text", "")[: Post.TEXT_LIMIT]
    html, _named = render_with_mentions(text, group=group)
    return {"title": request.POST.get("title", "")[: Post.TITLE_LIMIT], "html": html}


def show_form(request, form, post=None, *, preview=None, status=200):
    draft_key = form.data.get("draft_key", "") if form.is_bound else ""
    groups = list(form.fields["group"].queryset)
    context = {
        "form": form,
        "post": post,
        "preview": preview,
        "groups": groups,
        "pictures": list(post.pictures.order_by("pk")) if post else [],
        "uploaded": Picture.objects.waiting(draft_key[:64]).filter(owner=request.user),
        "drafts": Post.objects.drafts_of(request.user).exclude(pk=post and post.pk)[:5],
        # Whoever may announce somewhere may also choose the hour.
        "may_announce": "publish_at" in form.fields,
        "text_limit": Post.TEXT_LIMIT,
        "picture_limit": Picture.LIMIT,
        "option_places": range(1, Poll.OPTIONS_MAX + 1),
        "nav": "new",
    }
    return render(request, "posts/post_new.html", context, status=status)


def edit_published(request, post):
    preview = preview_of(request, post.group) if "preview" in request.POST else None
    if preview and request.htmx:
        return render(request, "posts/_preview.html", {"preview": preview})
    form = PostEditForm(request.POST or None, initial={"title": post.title, "text": post.text}, member=request.user)
    if request.method == "POST" and not preview and form.is_valid():
        form.accept_by(request.user)
        try:
            actions.edit_post(
                post, actor=request.user, title=form.cleaned_data["title"], text=form.cleaned_data["text"]
            )
        except ValidationError as error:
            form.add_error(FIELD_OF.get(error.code) if FIELD_OF.get(error.code) in form.fields else None, error)
        else:
            return redirect(post)
    pictures = post.pictures.order_by("pk") if post.picture_count else []
    context = {"form": form, "post": post, "pictures": pictures, "preview": preview, "nav": "talk"}
    return render(request, "posts/post_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@limited("talk-delete", limit=60, seconds=3600)
def post_delete(request, pk):
    if request.method == "POST" and Post.objects.taken_back_by(request.user).filter(pk=pk).exists():
        return redirect("posts:post_list")  # the other half of a double tap
    post = get_own_post_or_404(request.user, pk)
    if request.method == "POST":
        actions.remove_post(post, actor=request.user)
        messages.success(request, _("It is taken back. Nobody can read it any more."))
        return redirect("posts:post_list")
    return render(request, "posts/post_delete.html", {"post": post, "nav": "talk"})


@require_POST
@member_required
@limited("talk-picture", limit=100, seconds=3600)
def picture_drop(request, pk):
    """Leave a picture out of one's own draft or post."""
    if not Picture.objects.filter(pk=pk).exists():
        return to_its_form(request)  # the other half of a double tap
    picture = get_picture_or_404(request.user, pk)
    post = get_own_post_or_404(request.user, picture.post_id) if picture.post_id else None
    actions.drop_picture(picture, actor=request.user)
    return redirect("posts:post_edit", post.pk) if post else redirect("posts:post_new")


def to_its_form(request):
    """Where a picture stood that is left out already: the form says which post that was."""
    post = request.POST.get("post", "")
    mine = Post.objects.filter(author=request.user, pk=post).exists() if is_key(post) else False
    return redirect("posts:post_edit", post) if mine else redirect("posts:post_new")
