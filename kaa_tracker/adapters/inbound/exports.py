"""That somebody took a report out as a file, as the access log has it."""

from __future__ import annotations

from datetime import datetime

from kaa_tracker.application.access.access_log import Access
from kaa_tracker.application.document_orders.orders import Wanted
from kaa_tracker.domain.access.roles import User
from kaa_tracker.domain.access.scope import may


def taking_out(wanted: Wanted, user: User, at: datetime) -> Access:
    """An access to no case, by a reason that names the report and the format.

    The user's roles know ``export_figures``.
    """
    posting = may(user, "export_figures")
    assert posting is not None
    return Access(at, user.name, *posting, "export", reason=f"{wanted.what}_{wanted.subject}_{wanted.format}")
