from rewards.fairness.models.device import DeviceUse, MonthSecret
from rewards.fairness.models.suspicion import Concerned, Suspicion

__all__ = ["Concerned", "DeviceUse", "MonthSecret", "Suspicion"]
