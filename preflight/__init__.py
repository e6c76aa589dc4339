"""Finds what a machine lacks for a verb, prepares it, and becomes the verb's program.

Standard library only, and no syntax newer than Python 3.8: it also runs where Python is too old, to say so.
"""
