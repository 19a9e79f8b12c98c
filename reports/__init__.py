"""Documents made of the views: for a reader's browser, and for other programs."""
