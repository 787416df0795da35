"""What Spark's event log says of the stages between two moments."""

import json
from collections import defaultdict


def stages(log, since, until):
    """Of each stage with tasks that ended between two times in milliseconds: how many tasks, and the rows that each of them read."""
    read = defaultdict(list)
    for file in sorted(log.iterdir()):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                if '"SparkListenerTaskEnd"' not in line:
                    continue
                event = json.loads(line)
                if since <= event["Task Info"]["Finish Time"] <= until and event.get("Task Metrics"):
                    read[event["Stage ID"]].append(rows(event["Task Metrics"]))
    return read


def rows(metrics):
    return metrics["Input Metrics"]["Records Read"] + metrics["Shuffle Read Metrics"]["Total Records Read"]


def alone(read, at_least):
    """Stages in which one task read more than nine tenths of so many rows."""
    return {stage: tasks for stage, tasks in read.items() if sum(tasks) >= at_least and max(tasks) > 0.9 * sum(tasks)}
