"""Down, read off the picture: what was built upright meets in the vertical vanishing point."""
