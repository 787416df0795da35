"""A JVM of Spark as bin/fenqun starts it: the same settings, from the same files."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ROOT / "conf" / "spark"


def local_settings():
    """conf/spark/local.conf and what the launcher adds for a local master."""
    settings = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for line in (SETTINGS / "local.conf").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            key, value = line.split(None, 1)
            settings[key] = value.strip()
    return settings


def prepare(threads, memory, jar=None, settings=()):
    """What spark-submit reads from the environment when Python starts its JVM; call it before PySpark starts one."""
    given = local_settings() | dict(settings)
    arguments = ["--master", f"local[{threads}]", "--driver-memory", memory, "--name", "fenqun"]
    if jar:
        arguments += ["--driver-class-path", str(jar)]
    for key, value in given.items():
        arguments += ["--conf", f"{key}={value}"]
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["SPARK_SUBMIT_OPTS"] = f'"-Dlog4j.configurationFile={SETTINGS / "log4j2.properties"}" {os.environ.get("SPARK_SUBMIT_OPTS", "")}'
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join(f"'{argument}'" for argument in arguments) + " pyspark-shell"
