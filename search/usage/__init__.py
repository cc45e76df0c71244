"""What is searched for, and whether it helps: counted without names, shown per library to those who edit it."""
