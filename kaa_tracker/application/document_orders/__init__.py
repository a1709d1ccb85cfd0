"""Documents that take their time: ordered by somebody, made in the background, fetched when they are ready."""
