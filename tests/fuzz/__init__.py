"""What strangers send, made up by machine: a few seconds each in the CI, minutes with `STEPMARK_FUZZ_MINUTES`."""
