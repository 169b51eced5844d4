"""A Spark session, and what goes wrong with one as a message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dx_kofu.messages import Message

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
    "spark.sql.caseSensitive": "true",
    "spark.ui.showConsoleProgress": "false",
}


class SparkFailed(Exception):
    """A run that Spark gave up, or could not begin; ``message`` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.in_("en"))
        self.message = message


def started(master: str | None = None, settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session on ``master`` (Spark's own default where none is named); :class:`SparkFailed` without pyspark or Java."""
    try:
        import pandas  # noqa: F401  # pyspark asks for both when rows go through Python
        import pyarrow  # noqa: F401
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkFailed(Message("spark.absent", name=error.name or "pyspark")) from error
    builder = SparkSession.builder.appName("dx-kofu")
    for key, value in {**SETTINGS, **(settings or {})}.items():
        builder = builder.config(key, value)
    try:
        return (builder.master(master) if master else builder).getOrCreate()
    except PySparkException as error:
        key = "spark.java" if error.getCondition() in ("JAVA_GATEWAY_EXITED", "JAVA_HOME_NOT_SET") else "spark.failed"
        raise SparkFailed(Message(key, why=_why(error))) from error
    except OSError as error:  # no java to start
        raise SparkFailed(Message("spark.java", why=error.strerror or str(error))) from error


@contextmanager
def running(master: str | None = None) -> Iterator[SparkSession]:
    """A session for a while; one that was there before goes on."""
    there = _is_there()
    session = started(master)
    if not there:
        session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        if not there:
            session.stop()


def _is_there() -> bool:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        return False
    return SparkSession.getActiveSession() is not None


@contextmanager
def guarded() -> Iterator[None]:
    """What Spark gives up becomes :class:`SparkFailed`; an exception of the program's own code on a worker stays one."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException, PythonException

    try:
        yield
    except PythonException:
        raise
    except (PySparkException, Py4JError) as error:
        raise SparkFailed(Message("spark.failed", why=_why(error))) from error


def _why(error: Exception) -> str:
    """What happened, in the line of Spark's report that says so."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = [line for line in lines if "Exception: " in line] or lines
    return said[0].rpartition("Exception: ")[2] if said else type(error).__name__
