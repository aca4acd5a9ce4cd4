"""Files of pictures in and out: the only room that knows PyAV."""
