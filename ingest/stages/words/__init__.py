"""The words half of the pipeline: what was said becomes titles, bodies and notes."""
