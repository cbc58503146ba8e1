"""Reads about deals and pipelines. The viewer comes first, and sees only what is theirs to see."""
