"""The folder of one analysis: JSON and CSV files, written whole or not at all."""
