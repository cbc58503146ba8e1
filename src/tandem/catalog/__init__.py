"""What the organization sells, and at which prices."""
