"""An inspection: from its announcement to the review twelve months after its report."""
