"""A statistic is a query that says who counts; counts, tables and lists of persons are the same query."""
