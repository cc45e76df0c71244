"""From what was done and what was said to the text of an SOP: rules, no model, no network."""
