"""From pictures to body landmarks: the only room that knows MediaPipe."""
