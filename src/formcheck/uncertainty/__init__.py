"""The 90 % interval of every metric: the one place where it is computed."""
