"""Pictures for people: the annotated video, the key frames, a loop of one stride."""
