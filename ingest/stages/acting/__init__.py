"""From episodes and what was read around them to actions: decided on data alone, without a picture."""
