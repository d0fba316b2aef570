"""A policy pack for Pulumi: what must hold of every stack that pages, whatever program has made it."""
