from events.minutes.models.minutes import SUMMARY_MAX, Minutes
from events.minutes.models.promise import ActionItem
from events.minutes.models.survey import SURVEY_DAYS, SurveyAnswer

__all__ = ["SUMMARY_MAX", "SURVEY_DAYS", "ActionItem", "Minutes", "SurveyAnswer"]
