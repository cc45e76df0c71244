"""What a person keeps of their searches: the recent ones, and saved ones that tell of news."""
