"""An invented city: plans dealt out against published figures, and lives written to fulfil them."""

from kaa_tracker.simulation.city import simulate_city
from kaa_tracker.simulation.figures import CityFigures, figures_of
from kaa_tracker.simulation.load import simulate_load
from kaa_tracker.simulation.summary import Summary

__all__ = ["CityFigures", "Summary", "figures_of", "simulate_city", "simulate_load"]
