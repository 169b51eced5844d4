"""Chunks made while the one before them is worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
S = TypeVar("S")


def ahead(chunks: Iterator[T]) -> Iterator[T]:
    """The same, the next one made while this one is worked on."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, chunks, None)
        while (chunk := coming.result()) is not None:
            coming = worker.submit(next, chunks, None)
            yield chunk


def ahead_of(function: Callable[[S], T], chunks: Iterator[S], workers: int) -> Iterator[T]:
    """What a function makes of chunks, in their order, some of it made at the same time."""
    with ThreadPoolExecutor(workers) as pool:
        coming: deque[Future[T]] = deque()
        for chunk in chunks:
            coming.append(pool.submit(function, chunk))
            if len(coming) > workers:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
