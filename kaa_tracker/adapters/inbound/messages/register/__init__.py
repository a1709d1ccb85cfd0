"""The messages of BER: CloudEvents 1.0 in structured JSON, a type for each thing the register tells.

A type has versions, each with a form of its own beside the others; all of them come to the same commands.
"""

from kaa_tracker.adapters.inbound.messages.register.envelope import read_envelope
from kaa_tracker.adapters.inbound.messages.register.reading import read_register_message

__all__ = ["read_envelope", "read_register_message"]
