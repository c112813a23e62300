"""At the counter: a code is typed or scanned, its state is told, and one press takes it in.

Only those with the right learn anything; to everybody else there is no such page. A code comes by POST or behind a #,
so it stands in no address that a server, a log or another site could see.
"""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.limits import hit, limited
from rewards.shop import actions
from rewards.shop.forms import CodeForm
from rewards.shop.permissions import may_verify, verifier_required

# Tries of one member of staff in an hour, and how many of them may be codes that nobody has.
TRIES, UNKNOWN = 300, 30


@require_safe
def coupon_show(request):
    """What a camera opens. Those at the counter go on to their page, and their browser takes what is behind the # with
    it; others read whom to show the coupon to, whatever the code is."""
    if may_verify(request.user):
        return redirect("shop:verify")
    return render(request, "shop/coupon_show.html")


@require_http_methods(["GET", "HEAD", "POST"])
@verifier_required
@limited("verify-coupon", limit=TRIES, seconds=3600)
def verify(request):
    """Type or scan a code; what it is stands below."""
    form = CodeForm(request.POST or None)
    context = {"form": form, "nav": "verify"}
    if request.method == "POST" and form.is_valid():
        context["coupon"], context["code"] = look_up(request, form.cleaned_data["code"])
        context["is_answered"] = True
    return render(request, "shop/verify.html", context, status=422 if form.errors else 200)


def look_up(request, code):
    """(coupon or None, code) for what was typed; whoever guesses is stopped after some tries."""
    coupon = actions.find_coupon(code)
    if coupon is None:
        hit("unknown-coupon", f"member:{request.user.pk}", limit=UNKNOWN, seconds=3600)
    return coupon, code


@require_POST
@verifier_required
@limited("verify-coupon", limit=TRIES, seconds=3600)
def verify_use(request):
    """Take the coupon in; of two presses, or two people, one does it."""
    form = CodeForm(request.POST)
    context = {"form": form, "nav": "verify"}
    if form.is_valid():
        coupon, context["code"] = look_up(request, form.cleaned_data["code"])
        if coupon:
            context["is_taken_in"] = actions.use_coupon(coupon, actor=request.user)
            # The next one is typed into an empty field.
            context["form"] = CodeForm()
        context |= {"coupon": coupon, "is_answered": True}
    return render(request, "shop/verify.html", context, status=422 if form.errors else 200)
