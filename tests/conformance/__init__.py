"""The suite that holds the product against the real apt.

Roots are made from Debian's own mirror (or from small invented universes), the real ``apt-get`` answers a
generated case on such a root, the product answers the same case, and the two answers are compared to the byte.
README.md tells how to run it.
"""
