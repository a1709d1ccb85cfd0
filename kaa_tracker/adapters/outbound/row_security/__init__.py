"""Row-level security of PostgreSQL: a query that forgets to ask who may see finds nothing more."""

from kaa_tracker.adapters.outbound.row_security.reader_role import RowSecurityRefused
from kaa_tracker.adapters.outbound.row_security.securing import NoRowSecurity, RowSecurity, row_security

__all__ = ["NoRowSecurity", "RowSecurity", "RowSecurityRefused", "row_security"]
