from community.moderation.views.own import appeal_add, case_appeal_add, report_list, sanction_list, suspended
from community.moderation.views.reporting import report_add

__all__ = ["appeal_add", "case_appeal_add", "report_add", "report_list", "sanction_list", "suspended"]
