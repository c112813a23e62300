"""What the machine learns from moderators' decisions."""
