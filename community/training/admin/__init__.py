"""Training on the staff desk, a module for each noun."""

from community.training.admin import certificates, courses, playbooks, requirements

__all__ = ["certificates", "courses", "playbooks", "requirements"]
