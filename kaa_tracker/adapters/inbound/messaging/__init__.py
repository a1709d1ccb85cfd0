"""The register's messages from NATS JetStream, through FastStream, into the inbox.

A message is acknowledged once the inbox holds it and never before; whatever fails, the server brings
it again. The broker is watched from outside: when it has lost its subscription or its connection it is
closed and opened anew.
"""
