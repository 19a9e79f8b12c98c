"""Documents built from the projections, for browsers and other programs."""
