"""How fast the main job is, measured on the machine at hand. Nothing of the product depends on this room."""
