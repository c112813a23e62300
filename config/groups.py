"""What was said in a group, and follows when that becomes private or public.

Dotted names of functions that are called with the group, in the transaction that changes it.
"""

GROUP_CONTENTS = [
    "community.posts.actions.hosting.follow_privacy",
    "feedback.actions.groups.follow_privacy",
]
