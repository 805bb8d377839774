"""A whole invented city of any size, written through bulk paths: for demonstrations and for measuring."""
