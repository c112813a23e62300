from django.contrib.admin.apps import AdminConfig


class HuiyinAdminConfig(AdminConfig):
    """Django's admin with our site class (start page, limits on sign-in)."""

    default_site = "config.staff.StaffSite"
