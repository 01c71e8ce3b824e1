"""What a force hands over: the data contract, its readers and its checks."""
