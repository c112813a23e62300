"""What was said in a group, and follows when that becomes private; what was said in private keeps it from being opened.

Dotted names of functions that are called with the group, in the transaction that changes it.
"""

GROUP_CONTENTS = [
    "community.posts.actions.hosting.follow_privacy",
    "feedback.actions.groups.follow_privacy",
    "events.actions.groups.follow_privacy",
]
