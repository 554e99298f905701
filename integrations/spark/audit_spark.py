"""Audits a mirror with Spark: the same verdicts, summary and mirror_sha256 as `pith-merge audit` on one machine.

    spark-submit --py-files pith_merge.zip audit_spark.py --output FOLDER PATH...

Three steps, each of which reads only what the one before has committed. So whatever dies, nothing counts twice:

1. Each partition is audited and its verdict lines are written, without a shuffle (FOLDER/ndjson).
2. The lines are read back, counted, and written as columns (FOLDER/parquet).
3. The distinct (Pith Number, state) of what holds are shuffled by group and sorted. Each group is hashed as a stream,
   and only its hash is collected: at most 1,024.

README.md beside this file says how to ship library and keys, and what happens when a worker dies.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import urllib.parse
from typing import Any, Dict, Iterable, Iterator, Optional, Tuple

from pyspark import SparkFiles
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "shared"))
import audit_parts  # noqa: E402
from audit_parts import Summary, Trust  # noqa: E402

LINES_GLOB = "*.{ndjson,jsonl,ndjson.gz,jsonl.gz,ndjson.bz2,jsonl.bz2,ndjson.zst,jsonl.zst}"
WHOLE_GLOB = "*.{json,json.gz,json.bz2,json.zst}"

#: Hadoop cuts these files into several partitions; the others can only be read from their beginning.
SPLITTABLE = r"\.(ndjson|jsonl)(\.bz2)?$"

VERDICT_COLUMNS = """
    format STRING, source STRING, source_bytes_b64 STRING, sha256 STRING, pith_number STRING, ok BOOLEAN,
    state_sha256 STRING, authentic_state_sha256 STRING, input_sha256 STRING, event_count BIGINT,
    equivocation_count BIGINT, failed ARRAY<STRING>, reasons MAP<STRING, BIGINT>, warnings ARRAY<STRING>,
    error STRUCT<code: STRING, line: BIGINT, column: BIGINT>,
    faults ARRAY<STRUCT<`check`: STRING, expected: STRING, actual: STRING, pointer: STRING>>
"""

#: More rows in one task of the digest would only make its sort spill more often.
ROWS_IN_DIGEST_TASK = 1_000_000
GROUPS_MAX = 1024


def source_of(uri: str) -> str:
    """A file's path if it is in a local or shared folder, as `pith-merge audit` names it. Otherwise its address."""
    match = re.match(r"file:/+", uri)
    return "/" + urllib.parse.unquote(uri[match.end():]) if match else uri


def read(spark: SparkSession, paths: Iterable[str], names: str, **options: Any) -> DataFrame:
    """Bytes with the file that they are from and where their part of it begins. No byte is decoded or dropped."""
    reader = spark.read.option("recursiveFileLookup", True).option("pathGlobFilter", names)
    return reader.text(list(paths), **options).select(
        F.col("_metadata.file_path").alias("path"), F.col("_metadata.file_block_start").alias("start"),
        F.col("value").cast("binary").alias("bytes"))


def list_files(spark: SparkSession, paths: Iterable[str]) -> DataFrame:
    """All files with their sizes. Their content is not read, because nobody selects it."""
    return spark.read.format("binaryFile").option("recursiveFileLookup", True).load(list(paths)).select(
        "path", "length")


def lines_before(spark: SparkSession, lines: DataFrame, has_large_files: bool) -> Dict[Tuple[str, int], int]:
    """How many lines of its file come before each part of a file, so that a verdict can name its line."""
    if not has_large_files:
        return {}
    before: Dict[Tuple[str, int], int] = {}
    path, total = None, 0
    for row in lines.groupBy("path", "start").count().orderBy("path", "start").toLocalIterator():
        total = total if row["path"] == path else 0
        path = row["path"]
        before[path, row["start"]] = total
        total += row["count"]
    return before


def on_worker(trust: Trust) -> Trust:
    """A library that the job ships is in the folder of such files, under its plain name."""
    if trust.library is None:
        return trust
    return trust._replace(library=SparkFiles.get(os.path.basename(trust.library)))


def audit_lines(rows: Iterable[Any], trust: Trust, before: Dict[Tuple[str, int], int]) -> Iterator[Tuple[str, str]]:
    """The verdicts on one partition, which has parts of files one after the other."""
    trust = on_worker(trust)
    part: Optional[Tuple[str, int]] = None
    source, number = "", 0
    for row in rows:
        if (row.path, row.start) != part:
            part = (row.path, row.start)
            source, number = source_of(row.path), before.get(part, 0)
        number += 1
        if not audit_parts.is_blank(row.bytes):
            yield audit_parts.VERDICT, audit_parts.audit_document(trust, f"{source}#{number}", bytes(row.bytes))


def audit_files(rows: Iterable[Any], trust: Trust) -> Iterator[Tuple[str, str]]:
    trust = on_worker(trust)
    for row in rows:
        yield from audit_parts.audit_file(trust, source_of(row.path), bytes(row.bytes))


def check_input(spark: SparkSession, options: argparse.Namespace) -> bool:
    """Refuses what cannot be read. Returns whether there are files that Spark cuts into several parts."""
    files = list_files(spark, options.paths)
    unread = files.where(F.col("path").rlike(audit_parts.UNREAD_NAME.pattern)).limit(1000).collect()
    audit_parts.check_names(row.path for row in unread)
    for path in options.paths:
        is_file = F.col("path").endswith(path.rstrip("/"))  # what is below a folder has a longer path
        if not audit_parts.is_read(path) and files.where(is_file).limit(1).count() > 0:
            raise audit_parts.refuse_name(path)
    is_large = F.col("path").rlike(SPLITTABLE) & (F.col("length") > options.partition_bytes)
    return files.where(is_large).limit(1).count() > 0


def write_verdicts(spark: SparkSession, options: argparse.Namespace, trust: Trust) -> None:
    lines = read(spark, options.paths, LINES_GLOB, lineSep="\n")
    before = spark.sparkContext.broadcast(lines_before(spark, lines, check_input(spark, options)))
    whole = read(spark, options.paths, WHOLE_GLOB, wholetext=True)
    results = lines.rdd.mapPartitions(lambda rows: audit_lines(rows, trust, before.value)).union(
        whole.rdd.mapPartitions(lambda rows: audit_files(rows, trust)))
    table = spark.createDataFrame(results, "kind STRING, line STRING", verifySchema=False)
    table.write.partitionBy("kind").option("lineSep", "\n").text(options.output + "/ndjson")


def hash_rows(rows: Iterable[Any]) -> Iterator[Tuple[str, str]]:
    return audit_parts.hash_groups((row.prefix, row.pith_number, bytes(row.state).hex()) for row in rows)


def digest_rows(verdicts: DataFrame, task_count: int) -> DataFrame:
    """The distinct rows of what holds: each group whole in one partition, and in byte order. One shuffle does all of
    it, since rows that are equal have equal prefixes. A hash is shuffled as 32 bytes."""
    return verdicts.where("ok").select(
        F.substring("pith_number", len("pith:2021:") + 1, 2).alias("prefix"), "pith_number",
        F.unhex("state_sha256").alias("state")).repartition(task_count, "prefix").distinct().sortWithinPartitions(
            "prefix", "pith_number", "state")


def audit(options: argparse.Namespace, trust: Trust) -> int:
    spark = (SparkSession.builder.appName("pith-merge audit")
             .config("spark.sql.files.maxPartitionBytes", options.partition_bytes)
             .config("spark.sql.files.minPartitionNum", 1)  # else the parts of a file depend on the other files
             .config("spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version", 1)
             .getOrCreate())
    try:
        spark.sparkContext.addPyFile(audit_parts.__file__)
        if trust.library is not None:
            trust = trust._replace(library=os.path.realpath(trust.library))  # Spark ships what a link leads to
            spark.sparkContext.addFile(trust.library)
        run = audit_parts.run_line(trust)
        write_verdicts(spark, options, trust)
        spark.createDataFrame([(run,)], "line STRING").coalesce(1).write.text(options.output + "/run")
        results = spark.read.text(options.output + "/ndjson")
        lines = results.where(F.col("kind") == audit_parts.VERDICT)
        other_count = results.where(F.col("kind") == audit_parts.OTHER).count()
        columns = F.from_json("value", VERDICT_COLUMNS, {"mode": "FAILFAST"}).alias("verdict")
        lines.select(columns).select("verdict.*").write.parquet(options.output + "/parquet")
        summary = lines.rdd.mapPartitions(lambda rows: [Summary.of(row.value for row in rows)]).treeReduce(
            Summary.merge)
        task_count = min(GROUPS_MAX, max(spark.sparkContext.defaultParallelism,
                                         summary.counts["all"]["hold"] // ROWS_IN_DIGEST_TASK))
        rows = digest_rows(spark.read.parquet(options.output + "/parquet"), task_count)
        groups = dict(rows.rdd.mapPartitions(hash_rows).collect())
        return audit_parts.report(options, summary.to_dict(run, other_count, groups), groups)
    except AnalysisException as error:  # an input that is not there, or an output that is
        raise OSError(str(error).splitlines()[0]) from None
    finally:
        spark.stop()


if __name__ == "__main__":
    sys.exit(audit_parts.run_job(audit, audit_parts.argument_parser("audit_spark.py", "Audits a mirror with Spark.")))
