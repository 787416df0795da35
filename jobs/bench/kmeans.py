"""What clusters cost that are the same bits for every order and partition, against MLlib's own k-means.

    python kmeans.py [--customers 1000000 --features 12 --clusters 8 --starts 5 --runs 3]

In one local session, in turn: exact axes, seeds by content, all starts and the choice among them, from a cached table of numbers; and as many
fits of pyspark.ml's KMeans with seeds of its own, from the same numbers as cached vectors. Both with the same number of iterations
and no tolerance. Shows beside it whether the same rows in other partitions give the same centres.
"""

import argparse
import time
from statistics import median

import spark
from ours import newest_jar
from report import load, note, ratio, seconds, table

ITERATIONS = 20


def parser():
    parsed = argparse.ArgumentParser(description="Measures reproducible k-means against MLlib's own.")
    parsed.add_argument("--customers", type=int, default=1_000_000)
    parsed.add_argument("--features", type=int, default=12)
    parsed.add_argument("--clusters", type=int, default=8)
    parsed.add_argument("--starts", type=int, default=5)
    parsed.add_argument("--runs", type=int, default=3, help="the first one compiles and is not counted")
    parsed.add_argument("--threads", type=int, default=2)
    parsed.add_argument("--memory", default="2g", help="heap of the JVM")
    return parsed


def numbers(session, options):
    """One heap without gaps, so that nobody is done before the last iteration; the same rows in every session."""
    columns = []
    for feature in range(options.features):
        noise = " + ".join(f"pmod(xxhash64(id, {feature}, {part}), 1000000) / 1000000.0D" for part in range(4))
        columns.append(f"{noise} AS f{feature}")
    return session.range(0, options.customers, 1, options.threads * 4).selectExpr(*columns)


class Ours:
    """The engine's own classes, as a scheme with method kmeans calls them."""

    def __init__(self, session, options):
        self.room = session._jvm.io.fenqun.cluster
        self.kept = session._jvm.org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK()
        wish = getattr(self.room, "Axes$Wish")(False, 0.0, 100.0, 1.0)
        self.wishes = session._jvm.java.util.ArrayList()
        for _ in range(options.features):
            self.wishes.add(wish)
        self.fit = self.room.KMeansFit(options.clusters, options.starts, ITERATIONS)

    def centres(self, rows):
        quantities = self.room.KMeansFit.quantities(rows._jdf).persist(self.kept)
        extent = self.room.Extent.of(quantities).get()
        axes = self.room.Axes.of(quantities, extent, self.wishes)
        points = self.room.KMeansFit.points(quantities, axes).persist(self.kept)
        try:
            clustering = getattr(self.fit, "from")(points, extent.count())
            self.iterations = clustering.iterations()
            return [list(centre) for centre in clustering.centres().points()]
        finally:
            points.unpersist()
            quantities.unpersist()


def theirs(vectors, options):
    from pyspark.ml.clustering import KMeans

    models = []
    for start in range(options.starts):
        models.append(KMeans(k=options.clusters, maxIter=ITERATIONS, tol=0.0, seed=start, featuresCol="features").fit(vectors))
    return [model.summary.numIter for model in models]


def timed(work):
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def main():
    options = parser().parse_args()
    spark.prepare(options.threads, options.memory, newest_jar(), ())
    from pyspark.ml.feature import VectorAssembler
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    rows = numbers(session, options).cache()
    vectors = VectorAssembler(inputCols=rows.columns, outputCol="features").transform(rows).select("features").cache()
    note(f"{rows.count():,} rows, {vectors.count():,} vectors")
    ours = Ours(session, options)
    own, mllib = [], []
    for run in range(options.runs):
        own.append(timed(lambda: ours.centres(rows)))
        mllib.append(timed(lambda: theirs(vectors, options)))
        note(f"run {run + 1}: ours {own[-1][0]:.1f} s ({ours.iterations} iterations of the best start), MLlib {mllib[-1][0]:.1f} s ({mllib[-1][1]} iterations), load {load()}")
    vectors.unpersist()
    shuffled = ours.centres(rows.repartition(7))
    mine, others = median(one[0] for one in own[1:]), median(one[0] for one in mllib[1:])
    header = ["rows", "features", "clusters", "starts", "ours, s", "MLlib's fits, s", "times that", "same bits shuffled in 7 partitions"]
    print(table(header, [[f"{options.customers:,}", options.features, options.clusters, options.starts, seconds(mine), seconds(others), ratio(mine, others), "yes" if shuffled == own[0][1] else "NO"]]))
    session.stop()


if __name__ == "__main__":
    main()
