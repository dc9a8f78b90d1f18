"""From a file of bytes to rows of cells, whatever program and country it comes from."""
