"""Spreadsheets of places, in and out: divisions, committees, departments, service points, the liaison list."""
