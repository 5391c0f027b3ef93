"""Many installations simulated one by one, on one system or on many, by as many workers as there are.

`sweep.py` has the way in: it deals out batches to any `concurrent.futures.Executor` and gives the rows back in their
order. What a worker does with a batch is in `batch.py`, what a row says in `row.py`. `journal.py` and `parquet.py` keep
rows in files, so that a sweep can be interrupted and gone on with.
"""
