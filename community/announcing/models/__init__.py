from community.announcing.models.announcement import Announcement, Recipient
from community.announcing.models.robot import Robot, RobotDelivery

__all__ = ["Announcement", "Recipient", "Robot", "RobotDelivery"]
