"""The commands that read any OFD file: show, text, render, survey."""
