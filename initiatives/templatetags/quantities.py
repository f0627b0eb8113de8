"""Quantities in templates."""

from django import template

from initiatives.quantity import show_quantity

register = template.Library()


@register.filter
def quantity(hundredths: int) -> str:
    """Show hundredths as they are written: «2,5»."""
    return show_quantity(hundredths)
