"""The person vault: the only tables that hold who a youth is, sealed under the youth's own key."""

from kaa_tracker.adapters.outbound.vault.store import PersonKeyMissing, RegisterKeyTaken, SqlPersonVault
from kaa_tracker.adapters.outbound.vault.tables import create_vault, vault_metadata

__all__ = ["PersonKeyMissing", "RegisterKeyTaken", "SqlPersonVault", "create_vault", "vault_metadata"]
