"""Airflow reads its environment when it is first imported: before any test module."""

import os
import tempfile

_home = tempfile.TemporaryDirectory()
os.environ.update(
    AIRFLOW_HOME=_home.name,
    AIRFLOW__CORE__LOAD_EXAMPLES="False",
    AIRFLOW_CONN_SPARK_DEFAULT='{"conn_type": "spark", "host": "local[1]"}',
)
