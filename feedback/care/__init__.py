"""What can be reported of the loop, see config/care.py."""
