"""What differs between an image and the one that is to take its place, beyond its digest.

Packages, settings, what is said in logs, what Keystone's own upgrade check finds, time and memory. What is
pure stands by itself; `look` has containers of both images run side by side and reads them.
"""
