"""Published SOPs in other people's formats: as a file, as a package for training, as data."""
