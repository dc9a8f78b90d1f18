"""Photo -> picture files: decoded once, cut, turned upright, in sRGB, within a budget, without any metadata."""
