"""What the records tell when they are looked at together: first, where bookings are going."""
