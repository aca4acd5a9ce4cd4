"""An analysis as files for other programs; one small file a format."""
