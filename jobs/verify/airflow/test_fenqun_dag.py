"""conf/airflow/fenqun_dag.py under a real Airflow: what it schedules, which month a run is, what it makes of exit codes.

No database is there, and spark-submit is a script that notes its arguments and exits as it is told.
"""

import os
import re
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import pendulum
import pytest
import yaml
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowRescheduleException
from airflow.serialization.serialized_objects import DagSerialization

ROOT = Path(__file__).resolve().parents[3]
SHANGHAI = {
    "folder": "conf/east",
    "source": "hdfs:///landing/east",
    "warehouse": "hdfs:///warehouse",
    "start": "2024-01",
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An unpacked tarball with the shipped packs and one in Shanghai; its jar is empty."""
    home = tmp_path / "fenqun-1.0"
    shutil.copytree(ROOT / "conf", home / "conf")
    (home / "lib").mkdir()
    (home / "lib" / "fenqun-jobs-1.0.jar").touch()
    (home / "conf" / "east").mkdir()
    (home / "conf" / "east" / "pack.yaml").write_text("time_zone: Asia/Shanghai\n")
    monkeypatch.delenv("FENQUN_HOME", raising=False)
    monkeypatch.delenv("FENQUN_PACKS", raising=False)
    return home


@pytest.fixture
def spark_submit(tmp_path, monkeypatch):
    """Puts a spark-submit on PATH; call it with the exit code that it shall give. Its arguments are in the file it returns."""
    binaries = tmp_path / "bin"
    binaries.mkdir()
    noted = tmp_path / "arguments"
    monkeypatch.setenv("PATH", f"{binaries}:{os.environ['PATH']}")

    def exits_with(code, says=""):
        script = binaries / "spark-submit"
        script.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >'{noted}'\necho '{says}'\nexit {code}\n")
        script.chmod(0o755)
        return noted

    return exits_with


def dags(home):
    bag = DagBag(str(home / "conf" / "airflow"))
    assert bag.import_errors == {}
    return bag.dags


def eastern(home, **changes):
    """The DAG of a pack in Shanghai."""
    file = home / "conf" / "airflow" / "packs.yaml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8"))
    settings["packs"] = {"east": {**SHANGHAI, **changes}}
    file.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return dags(home)["fenqun_east"]


def intervals(dag, count):
    """The first data intervals, at most so many, as the scheduler derives them from what is stored of the DAG."""
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    found, last = [], None
    while len(found) < count and (last := stored.next_dagrun_info(last_automated_run_info=last)):
        found.append(last.data_interval)
    return found


def context(interval, **params):
    return {
        "data_interval_start": interval.start,
        "data_interval_end": interval.end,
        "params": {"month": None, **params},
    }


def month_of(dag, interval, **params):
    arguments = dag.get_task("ingest").render_template(dag.get_task("ingest").application_args, context(interval, **params))
    return arguments[arguments.index("--month") + 1]


def test_every_shipped_pack_has_a_dag_and_the_database_is_not_asked(home):
    packs = yaml.safe_load((ROOT / "conf" / "airflow" / "packs.yaml").read_text(encoding="utf-8"))["packs"]
    assert sorted(dags(home)) == sorted(f"fenqun_{pack}" for pack in packs)
    assert not list(Path(os.environ["AIRFLOW_HOME"]).glob("*.db"))


def test_a_link_in_the_dag_folder_finds_the_tarball(home, tmp_path):
    folder = tmp_path / "dags"
    folder.mkdir()
    (folder / "fenqun_dag.py").symlink_to(home / "conf" / "airflow" / "fenqun_dag.py")
    bag = DagBag(str(folder))
    assert bag.import_errors == {}
    assert bag.dags["fenqun_berka"].get_task("ingest").application == str(home / "lib" / "fenqun-jobs-1.0.jar")


def test_steps_are_those_of_the_application_one_after_the_other(home):
    source = (ROOT / "jobs" / "src" / "main" / "java" / "io" / "fenqun" / "jobs" / "StepName.java").read_text(encoding="utf-8")
    steps = [name.lower() for name in re.findall(r'^ +([A-Z_]+)\(', source, re.MULTILINE)]
    dag = dags(home)["fenqun_berka"]
    assert len(steps) > 1
    assert [task.task_id for task in dag.topological_sort()] == steps
    assert [sorted(dag.get_task(step).downstream_task_ids) for step in steps] == [[step] for step in steps[1:]] + [[]]


def test_months_are_the_packs_own(home):
    dag = eastern(home, at="0 0 1 * *")
    first, second = intervals(dag, 2)
    # still January in UTC
    assert second.start == pendulum.datetime(2024, 1, 31, 16, tz="UTC")
    assert [month_of(dag, first), month_of(dag, second)] == ["2024-01", "2024-02"]


def test_a_month_is_run_on_the_fifth_of_the_next_in_summer_and_winter_time(home):
    dag = dags(home)["fenqun_berka"]
    found = intervals(dag, 4)
    assert [month_of(dag, interval) for interval in found] == ["1993-01", "1993-02", "1993-03", "1993-04"]
    assert found[0].end == pendulum.datetime(1993, 2, 5, 3, tz="Europe/Prague")
    assert found[3].end == pendulum.datetime(1993, 5, 5, 3, tz="Europe/Prague")
    assert (found[3].end - found[0].end).total_hours() == 89 * 24 - 1


def test_the_last_month_is_run_and_none_after_it(home):
    dag = eastern(home, end="2024-03")
    assert [month_of(dag, interval) for interval in intervals(dag, 9)] == ["2024-01", "2024-02", "2024-03"]


def test_a_month_named_by_hand_is_run_instead(home):
    dag = dags(home)["fenqun_berka"]
    assert month_of(dag, intervals(dag, 1)[0], month="1997-12") == "1997-12"


def test_missed_months_are_run_one_at_a_time(home):
    for dag in dags(home).values():
        assert dag.catchup
        assert dag.max_active_runs == 1


def run(dag, step, interval):
    task = dag.get_task(step)
    told = context(interval)
    task.render_template_fields(told)
    task.execute(told)


def just_due(home):
    """A step of a month that was due an hour ago."""
    dag = eastern(home)
    return dag, "ingest", intervals(dag, 1)[0]._replace(end=pendulum.now("UTC").subtract(hours=1))


def test_done_is_done_and_spark_submit_gets_the_step_as_the_launcher_would_give_it(home, spark_submit):
    noted = spark_submit(0)
    dag = eastern(home, conf={"spark.executor.instances": 8})
    run(dag, "features", intervals(dag, 1)[0])
    assert noted.read_text().splitlines() == [
        *("--master", "local[1]", "--conf", "spark.executor.instances=8", "--driver-memory", "2g"),
        *("--name", "fenqun east features", "--class", "io.fenqun.jobs.Main", str(home / "lib" / "fenqun-jobs-1.0.jar")),
        *("features", "--pack", str(home / "conf" / "east"), "--source", "hdfs:///landing/east"),
        *("--warehouse", "hdfs:///warehouse", "--month", "2024-01"),
    ]


@pytest.mark.parametrize("code", [2, 3])
def test_what_only_a_person_can_mend_is_not_retried(home, spark_submit, code):
    spark_submit(code, "fenqun: what is wrong")
    with pytest.raises(AirflowFailException, match="what is wrong"):
        run(*just_due(home))


@pytest.mark.parametrize("code", [1, 5, 137])
def test_other_failures_are_left_to_the_retries(home, spark_submit, code):
    spark_submit(code)
    with pytest.raises(AirflowException) as failure:
        run(*just_due(home))
    assert type(failure.value) is AirflowException
    dag, step, _ = just_due(home)
    assert dag.get_task(step).retries == 3


def test_not_ready_asks_again_in_an_hour(home, spark_submit):
    spark_submit(4)
    with pytest.raises(AirflowRescheduleException) as later:
        run(*just_due(home))
    wait = later.value.reschedule_date - pendulum.now("UTC")
    assert timedelta(minutes=59) < wait <= timedelta(minutes=60)


def test_not_ready_fails_in_the_end(home, spark_submit):
    spark_submit(4, "fenqun: nothing has come")
    dag, step, interval = just_due(home)
    with pytest.raises(AirflowFailException, match="(?s)10 days.*nothing has come"):
        run(dag, step, interval._replace(end=pendulum.now("UTC").subtract(days=10)))


def test_a_program_text_with_a_code_in_it_is_not_the_exit_code(home, spark_submit):
    spark_submit(1, "Error code is: 4.")
    with pytest.raises(AirflowException) as failure:
        run(*just_due(home))
    assert type(failure.value) is AirflowException


def test_on_kubernetes_the_drivers_code_counts(home):
    exit_code = sys.modules[type(dags(home)["fenqun_berka"].get_task("ingest")).__module__].exit_code
    assert exit_code("Cannot execute: spark-submit. Error code is: 0. Kubernetes spark exit code is: 3\n") == 3


def test_a_wrong_key_and_a_missing_jar_are_import_errors_that_say_so(home):
    (home / "lib" / "fenqun-jobs-1.0.jar").unlink()
    errors = DagBag(str(home / "conf" / "airflow")).import_errors
    assert ["set FENQUN_HOME" in text for text in errors.values()] == [True]
    file = home / "conf" / "airflow" / "packs.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("start:", "begin:"), encoding="utf-8")
    errors = DagBag(str(home / "conf" / "airflow")).import_errors
    assert ["unexpected keyword argument 'begin'" in text and "pack bank" in text for text in errors.values()] == [True]
