"""Measuring what a request costs."""
