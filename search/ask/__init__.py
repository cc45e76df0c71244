"""“Ask”: an answer in sentences, each of them held by steps that the person may read. Off unless an endpoint is set."""
