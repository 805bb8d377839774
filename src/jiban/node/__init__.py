"""A city's node: web, worker, its own witness of other logs, and its mirror of them, run together from one folder.

A node is nothing that the parts know of: each runs alone as well. Here they are set up, started, kept up and stopped.
"""
