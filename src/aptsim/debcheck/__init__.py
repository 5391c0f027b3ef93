"""Which packages of a distribution cannot be installed at all, and why.

The question is not what apt would do but what there is: a version is *installable* when some consistent set of versions
has it. A set is consistent when every dependency of its members is answered by a member, no member conflicts with or
breaks another, no package is in it twice, and the essential packages are in it. Source: Debian Policy 7.2 to 7.5; the
question was put by edos-debcheck, and is asked of Debian's archive by dose-debcheck(1).

Begin with `check.py`. A version counts as installable once a set that has it was found (`growing.py` finds them by the
thousand, `search.py` one by one), and as not installable once the search has proved it.
"""
