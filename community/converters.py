"""What may stand in addresses."""

from django.urls.converters import register_converter


class NumberConverter:
    """A row's number: at most 18 digits, so that no database is asked for a number it cannot hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


register_converter(NumberConverter, "number")
