"""The rooms' way out: findings and renderings as text, one file a format. They format and decide nothing."""
