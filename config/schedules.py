"""Every recurring job in one list: name, task, minutes between runs."""

SCHEDULES = [
    ("Deliver waiting mail", "community.tasks.sweep_deliveries", 1),
    ("Send digests", "community.tasks.hand_out_digests", 1),
    ("Tell followers of lost steps", "feedback.tasks.sweep_announcements", 1),
    ("Tell those on duty of lost alarms", "feedback.tasks.sweep_duty_calls", 1),
    ("Read what nobody has read yet", "feedback.tasks.read_unread", 1),
    ("Watch over promises", "feedback.tasks.watch_promises", 1),
    ("Give items to those on duty", "feedback.tasks.assign_unowned", 1),
    ("Publish due fix notes", "feedback.tasks.publish_due_fix_notes", 1),
    ("End calls for testers", "feedback.tasks.end_due_test_calls", 1),
    ("Tell of lost calls for testers", "feedback.tasks.sweep_test_calls", 1),
    ("Find look-alikes of what came in", "feedback.tasks.find_lost_pairs", 1),
    ("Take up lost imports", "feedback.channels.tasks.sweep_imports", 1),
    ("Learn from what people decided", "feedback.tasks.learn_readings", 60),
    ("Draw decisions for a second look", "feedback.tasks.draw_second_looks", 60),
    ("Close silent items", "feedback.tasks.close_silent", 60),
    ("Forget pictures of lost drafts", "feedback.tasks.forget_drafts", 60),
    ("Forget old counts of the limiter", "community.limits.forget_old_counts", 60),
]
