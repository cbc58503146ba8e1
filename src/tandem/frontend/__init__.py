"""Templates, styles and the little JavaScript there is."""
