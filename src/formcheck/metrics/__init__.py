"""What is measured: one small file a metric, found through the registry."""
