"""The reading half of the pipeline: what stands on the screen, and which element was acted on."""
