"""Reviews: questions about a policy set that are answered before anyone is paged. All pure."""
