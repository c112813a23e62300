"""青禾集市 / Qinghe Market: a neighbourhood that buys together."""
