"""Reads of insights."""

from tandem.insights.queries.booked import Booked, booked
from tandem.insights.queries.outlooks import BookingsPage, Row, bookings_page

__all__ = ["Booked", "BookingsPage", "Row", "booked", "bookings_page"]
