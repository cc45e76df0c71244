"""What every endpoint of the API has in common: problems, pages, entity tags, idempotency keys, rates, the schema."""
