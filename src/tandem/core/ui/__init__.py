"""Components of the pages: what the template tags and filters of `ui` are made of. No business noun."""
