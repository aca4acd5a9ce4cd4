"""Signal processing on plain arrays with explicit times; knows nothing of bodies."""
