"""Results as GitHub comments and step summaries: `text` makes words inert, `comment` fits them, then one kind each.

What payloads and policy files say is hostile here: it may hold HTML, back-ticks, mentions or links, and whoever opens a
pull request chooses it. It is shown as it stands and does nothing.
"""
