"""Lines of JSON from outside, checked whole before anything else sees them.

What passes is a domain command with the personal values beside it; what does not is a ``Rejected``,
which says where and why and never what stood there. The formats: ``docs/reference/messages.md``.
"""
