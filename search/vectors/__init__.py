"""The meaning side: exact nearest neighbours among what a person may see."""
