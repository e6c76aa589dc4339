"""Pure judges of what was read from the stack: each returns what is wrong, a line each.

Import them from the module of the thing they judge.
"""
