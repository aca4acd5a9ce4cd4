"""Which part of a clip and which runner are analysed, and what was found out on the way."""
