"""The pages of figures, over HTTP, against figures by hand and recounts by SQL."""
