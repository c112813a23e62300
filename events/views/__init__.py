from events.views.pages import event_detail, event_leave, event_list, event_register

__all__ = ["event_detail", "event_leave", "event_list", "event_register"]
