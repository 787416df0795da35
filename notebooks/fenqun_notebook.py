"""What a notebook needs to look at a warehouse: a Spark with Delta, tables as they were published, labels, and the Java library.

    from fenqun_notebook import open_warehouse
    warehouse = open_warehouse("demo-warehouse")
    pack = warehouse.pack("bank")
    pack.table("segment_profile")          # a Spark DataFrame, as of the last publication
    pack.trial("conf/bank").segments(…)    # the Java library; no rule of the business stands in Python

Spark is the pyspark that can be imported, else that of SPARK_HOME, else that of bin/fenqun's cache. The jar is FENQUN_JAR, else that of
the tarball or the checkout in which this file lies.
"""

import os
import shutil
import stat
import sys
import tempfile
from decimal import Decimal
from functools import cached_property
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
# Families that hold Chinese; the first that is installed is taken.
CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei"),
)
SETTINGS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Small tables: the defaults (200 and 50) cost more in empty tasks than in work
    "spark.sql.shuffle.partitions": "4",
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.ansi.enabled": "false",
}


class FenqunError(Exception):
    """What the library refuses, in its own words."""


def open_warehouse(path, language="zh", master="local[*]", settings=None):
    """Starts Spark (or takes the one that runs) and gives the warehouse at a folder or Hadoop URI.

    A relative folder is looked for here, then beside the notebooks' folder. `settings` are further settings of Spark. Labels are in
    `language`, zh or en; where no font for Chinese is found they are in English, and a line says so.
    """
    return Warehouse(_session(master, settings or {}), _located(str(path)), language if _set_font(language) else "en")


class Warehouse:
    """Packs that have been published under one address."""

    def __init__(self, spark, uri, language):
        self.spark = spark
        self.uri = uri
        self.language = language

    def packs(self):
        """Names of the packs with a publication."""
        folder = self.spark._jvm.org.apache.hadoop.fs.Path(self.uri)
        files = folder.getFileSystem(self.spark._jsc.hadoopConfiguration())
        names = sorted(status.getPath().getName() for status in files.listStatus(folder) if status.isDirectory())
        log = self.spark._jvm.org.apache.hadoop.fs.Path
        return [name for name in names if files.exists(log(f"{self.uri}/{name}/dim_publication/_delta_log"))]

    def pack(self, name):
        packs = self.packs()
        if name not in packs:
            raise LookupError(f"No pack {name} in {self.uri}; it has: {', '.join(packs) or 'none'}")
        return PublishedPack(self, name)


class PublishedPack:
    """The tables of a pack as of its last readable publication: one consistent set, whatever is being written meanwhile."""

    def __init__(self, warehouse, name):
        self.spark = warehouse.spark
        self.language = warehouse.language
        self.name = name
        self.uri = f"{warehouse.uri}/{name}"
        publications = self.spark.read.format("delta").load(f"{self.uri}/dim_publication").where("readable")
        last = publications.agg({"publication": "max"}).first()[0]
        if last is None:
            raise LookupError(f"Pack {name} in {warehouse.uri} has no readable publication; run publish")
        rows = publications.where(publications.publication == last).collect()
        self.publication = last
        self.month = rows[0]["month"]
        self.versions = {row["table"]: row["version"] for row in rows}

    def table(self, name):
        """A Spark DataFrame of a published table at the version that the publication names."""
        if name not in self.versions:
            raise LookupError(f"Publication {self.publication} of {self.name} has no table {name}; it has: {', '.join(sorted(self.versions))}")
        return self.spark.read.format("delta").option("versionAsOf", self.versions[name]).load(f"{self.uri}/{name}")

    def months(self):
        """All months published, first one first."""
        return [row[0] for row in self.table("dim_month").select("month").distinct().orderBy("month").collect()]

    @cached_property
    def schemes(self):
        """dim_scheme with a column `label`, by scheme."""
        schemes = frame(self.table("dim_scheme").orderBy("scheme"))
        return schemes.assign(label=schemes[f"label_{self.language}"]).set_index("scheme")

    @cached_property
    def features(self):
        """dim_feature with a column `label`, by feature."""
        features = frame(self.table("dim_feature").orderBy("feature"))
        return features.assign(label=features[f"label_{self.language}"]).set_index("feature")

    @cached_property
    def _segments(self):
        segments = frame(self.table("dim_segment").where("valid_to_month is null").orderBy("scheme", "sort"))
        return segments.assign(label=segments[f"label_{self.language}"])

    def segments(self, scheme):
        """Segments and states of a scheme in their order: label, colour, treatment …, by segment."""
        return self._segments[self._segments.scheme == scheme].set_index("segment")

    def label(self, scheme, segment):
        """The word for a segment; what the dimension does not know (ALL …) stays as it is."""
        return self.segments(scheme)["label"].get(segment, segment)

    def say(self, zh, en):
        """The one of two texts that fits the language of the labels."""
        return zh if self.language == "zh" else en

    def trial(self, pack_folder):
        """A pack folder loaded and checked whole by the Java library; raises FenqunError with all its faults."""
        return Trial(self.spark, pack_folder)


class Trial:
    """io.fenqun.pack.SchemeTrial: a pack, and its schemes assigned to features at hand. Writes nothing."""

    def __init__(self, spark, pack_folder):
        self.spark = spark
        self.java = _asked(lambda: spark._jvm.io.fenqun.pack.SchemeTrial.of(str(pack_folder)))
        self.name = self.java.pack().name()

    def segments(self, features, scheme, first_month, last_month):
        """Rows of segment_month of one scheme, for rows of feature_month."""
        from pyspark.sql import DataFrame

        return DataFrame(_asked(lambda: self.java.segments(features._jdf, scheme, first_month, last_month)), self.spark)

    def labels(self, scheme, language):
        """Code → label of the segments of a scheme, in file order."""
        found = [one for one in self.java.pack().schemes() if one.name() == scheme]
        return {segment.code(): getattr(segment.labels(), language)() for one in found for segment in one.segments()}


def frame(rows):
    """A Spark DataFrame as one of pandas, to look at: exact decimals become floats, which is enough for a table or a picture."""
    import pandas

    read = [[float(value) if isinstance(value, Decimal) else value for value in row] for row in rows.collect()]
    return pandas.DataFrame(read, columns=rows.columns)


def pack_folder(name):
    """The folder of a shipped pack."""
    for folder in (HOME / "conf" / name, HOME / "conf" / "examples" / name):
        if (folder / "pack.yaml").is_file():
            return folder
    raise LookupError(f"No pack {name} under {HOME / 'conf'}; give its folder")


def scratch_copy(folder):
    """A copy of a pack to try things in, in a temporary folder, with the defaults that the pack sees."""
    folder = Path(folder).resolve()
    copy = Path(tempfile.mkdtemp(prefix="fenqun-")) / folder.name
    shutil.copytree(folder, copy)
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | stat.S_IWUSR)  # what is installed may be read-only
    for above in (folder.parent, folder.parent.parent):
        if not (copy / "defaults.yaml").exists() and (above / "defaults.yaml").is_file():
            shutil.copy(above / "defaults.yaml", copy.parent)
            break
    return copy


def _asked(call):
    """What Java answers; a refusal of ours is raised with its text instead of a stack of Java."""
    from py4j.protocol import Py4JJavaError

    try:
        return call()
    except Py4JJavaError as failure:
        ours = _refusal(failure.java_exception)
        if ours is None:
            raise
        raise FenqunError(ours) from None


def _refusal(exception):
    while exception is not None:
        if exception.getClass().getName() == "io.fenqun.error.FenqunException":
            return exception.getMessage()
        exception = exception.getCause()
    return None


def _located(path):
    if ":/" in path or Path(path).is_absolute():
        return path.rstrip("/")
    for base in (Path.cwd(), HOME):
        if (base / path).is_dir():
            return str(base / path)
    raise FileNotFoundError(f"No warehouse {path} in {Path.cwd()} or {HOME}; make one with bin/fenqun, or give its address")


def _session(master, settings):
    _find_pyspark()
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    log = HOME / "conf" / "spark" / "log4j2.properties"
    if log.is_file() and "log4j" not in os.environ.get("SPARK_SUBMIT_OPTS", ""):
        os.environ["SPARK_SUBMIT_OPTS"] = f'"-Dlog4j.configurationFile={log}" {os.environ.get("SPARK_SUBMIT_OPTS", "")}'
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("fenqun notebook").config("spark.jars", Path(_jar()).as_uri())
    for key, value in {**SETTINGS, **settings}.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _jar():
    if os.environ.get("FENQUN_JAR"):
        return os.path.abspath(os.environ["FENQUN_JAR"])
    jars = [*HOME.glob("lib/fenqun-jobs-*.jar"), *HOME.glob("jobs/target/fenqun-jobs-*.jar")]
    if not jars:
        raise FileNotFoundError(f"No fenqun-jobs jar in {HOME}/lib or {HOME}/jobs/target; build it with ./mvnw package, or set FENQUN_JAR")
    return max(jars, key=lambda jar: jar.stat().st_mtime)


def _find_pyspark():
    try:
        import pyspark

        version = pyspark.__version__
    except ImportError:
        version = None
    if version is None:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fenqun"
        homes = [os.environ["SPARK_HOME"]] if os.environ.get("SPARK_HOME") else sorted(cache.glob("pyspark-3.5.*/lib/python3*/site-packages/pyspark"))
        if not homes:
            raise ImportError("No pyspark; pip install pyspark==3.5.7, or set SPARK_HOME to a Spark 3.5")
        os.environ["SPARK_HOME"] = str(homes[-1])
        python = Path(homes[-1]) / "python"
        # in site-packages the zip of pyspark itself holds just the package; in a distribution both stand in python/
        sys.path[:0] = [str(python), *(str(archive) for archive in sorted((python / "lib").glob("*.zip")))]
        from pyspark import __version__ as version
    if not version.startswith("3.5."):
        raise ImportError(f"pyspark {version} found; fenqun needs 3.5: pip install pyspark==3.5.7")


def _set_font(language):
    """Whether labels in the language can be drawn."""
    import matplotlib
    from matplotlib import font_manager

    if language != "zh":
        return True
    installed = {font.name for font in font_manager.fontManager.ttflist}
    font = next((name for name in CHINESE_FONTS if name in installed), None)
    if font is None:
        print("No font with Chinese characters is installed: labels are in English. On Debian: apt install fonts-noto-cjk")
        return False
    matplotlib.rcParams["font.family"] = "sans-serif"
    matplotlib.rcParams["font.sans-serif"] = [font, *matplotlib.rcParams["font.sans-serif"]]
    # the minus sign of Unicode is missing in some of these fonts
    matplotlib.rcParams["axes.unicode_minus"] = False
    return True
