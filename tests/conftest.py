"""Fixtures for all tests."""

pytest_plugins = ["tests.engines", "tests.nats_servers", "tests.read_models"]
