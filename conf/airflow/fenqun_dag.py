"""One monthly DAG per pack of packs.yaml: ingest, features, segments, transitions, publish, each a spark-submit of its own.

Link or copy this file into Airflow's DAG folder. It reads files only, never Airflow's database:

    FENQUN_HOME   the unpacked tarball or a checkout; default: where this file (or the file it is a link to) lies
    FENQUN_PACKS  the packs to schedule; default: packs.yaml beside this file

A step that failed is cleared and runs alone: the ledger knows what is done. Months must not be left out, because a month reads the one
before, so catchup is on: after a pause of the scheduler every month missed is run, one at a time and in order. A month that failed for
good is cleared before a later one; if the later one already waits for it, mark that run failed first: it holds the only place.
To run any month by hand, trigger with {"month": "2024-06"}.

Exit codes: 0 done; 2 (configuration) and 3 (data) fail at once, since only a person can help; 4 (not ready) asks again later without
using up a retry; 1, 5 and whatever else is retried. They are the driver's in client mode and on Kubernetes; in YARN's and Spark's own
cluster mode spark-submit gives 1 for every failure, so that all of them are retried.
"""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pendulum
import yaml
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk import DAG, CronDataIntervalTimetable, Param, chain
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowRescheduleException

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("FENQUN_HOME", HERE.parents[1]))
PACKS = Path(os.environ.get("FENQUN_PACKS", HERE / "packs.yaml"))
# As `fenqun --help` lists them
STEPS = ("ingest", "features", "segments", "transitions", "publish")
CONFIGURATION, DATA, NOT_READY = 2, 3, 4


@dataclass(frozen=True)
class Schedule:
    """One entry of packs.yaml with its defaults."""

    folder: str
    source: str
    warehouse: str
    start: str
    end: str | None
    at: str
    conn_id: str
    driver_memory: str
    conf: dict
    retries: int
    retry_minutes: float
    ask_again_minutes: float
    wait_days: float
    step_hours: float


class FenqunStep(SparkSubmitOperator):
    """SparkSubmitOperator that knows what fenqun's exit codes ask for."""

    def __init__(self, *, ask_again, wait, **arguments):
        super().__init__(**arguments)
        self.ask_again = ask_again
        self.wait = wait

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as failure:
            code = exit_code(str(failure))
            if code in (CONFIGURATION, DATA):
                raise AirflowFailException(str(failure)) from failure
            if code == NOT_READY:
                again = pendulum.now("UTC") + self.ask_again
                due = context.get("data_interval_end") or context["dag_run"].run_after
                if again > due + self.wait:
                    raise AirflowFailException(f"Not ready {self.wait} after it was due. {failure}") from failure
                raise AirflowRescheduleException(again) from failure
            raise


def exit_code(message):
    """The application's exit code in what SparkSubmitHook says; None where it says none."""
    found = re.search(r"Kubernetes spark exit code is: (\d+)", message) or re.search(r"Error code is: (-?\d+)", message)
    return int(found[1]) if found else None


def jar():
    jars = sorted([*HOME.glob("lib/fenqun-jobs-*.jar"), *HOME.glob("jobs/target/fenqun-jobs-*.jar")])
    if len(jars) != 1:
        raise FileNotFoundError(f"Expected one fenqun-jobs jar in {HOME}/lib, found {len(jars)}; set FENQUN_HOME to the unpacked tarball")
    return str(jars[0])


def first_day(month, zone):
    return pendulum.from_format(month, "YYYY-MM", tz=zone)


def dag_of(name, schedule):
    folder = HOME / schedule.folder
    zone = yaml.safe_load((folder / "pack.yaml").read_text(encoding="utf-8"))["time_zone"]
    month = "{{ params.month or data_interval_start.in_timezone('" + zone + "').strftime('%Y-%m') }}"
    with DAG(
        dag_id=f"fenqun_{name}",
        description=f"fenqun, pack {name}: every month, {schedule.at} {zone} of the month after",
        schedule=CronDataIntervalTimetable(schedule.at, timezone=zone),
        start_date=first_day(schedule.start, zone),
        end_date=first_day(schedule.end, zone).end_of("month") if schedule.end else None,
        catchup=True,
        max_active_runs=1,
        params={"month": Param(None, type=["null", "string"], pattern=r"^\d{4}-\d{2}$", description="instead of the interval's month")},
        default_args={
            "retries": schedule.retries,
            "retry_delay": timedelta(minutes=schedule.retry_minutes),
            "execution_timeout": timedelta(hours=schedule.step_hours),
        },
        tags=["fenqun", name],
        doc_md=__doc__,
    ) as dag:
        chain(
            *(
                FenqunStep(
                    task_id=step,
                    ask_again=timedelta(minutes=schedule.ask_again_minutes),
                    wait=timedelta(days=schedule.wait_days),
                    conn_id=schedule.conn_id,
                    name=f"fenqun {name} {step}",
                    application=jar(),
                    java_class="io.fenqun.jobs.Main",
                    driver_memory=schedule.driver_memory,
                    conf=dict(schedule.conf),
                    application_args=[
                        *(step, "--pack", str(folder), "--source", schedule.source),
                        *("--warehouse", schedule.warehouse, "--month", month),
                    ],
                )
                for step in STEPS
            )
        )
    return dag


settings = yaml.safe_load(PACKS.read_text(encoding="utf-8"))
for pack, entry in settings["packs"].items():
    try:
        globals()[f"fenqun_{pack}"] = dag_of(pack, Schedule(**{**settings["defaults"], **entry}))
    except (TypeError, ValueError, OSError) as fault:
        raise ValueError(f"Cannot schedule pack {pack} of {PACKS}: {fault}") from fault
