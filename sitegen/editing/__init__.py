"""Help for whoever writes: JSON Schemas for editors, and an editor in the browser. Both come from the models."""
