"""What has to be published by when, and whether it is to be seen where it is said to be."""
