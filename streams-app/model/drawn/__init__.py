"""Procedurally drawn aerial land-use tiles with captions: the demo backbone's training data."""
