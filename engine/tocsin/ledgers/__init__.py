"""Where claims and receipts are remembered, so that no page is lost and none is sent twice.

memory   as long as the process lives: tests and embedding
journal  a file of JSON lines, written through to the disk: the command line

Both keep their knowledge in a `book` and differ in where its entries rest. They fulfil `tocsin.execute.Ledger`.
"""
