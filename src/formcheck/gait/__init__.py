"""When each foot meets and leaves the ground, and the steps that follow from it."""
