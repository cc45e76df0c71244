"""One file per part of the product that is measured."""
