"""Features of a month as a careful notebook in PySpark has them: twelve months read, one groupBy. Started by bench.py; see worker.py.

Money is decimal, as a notebook has it. Months with a transaction are bits of a number and not a countDistinct, which
would read every row once more for each window.
"""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import memory
import spark
import worker
from months import month_number, months_up_to

WINDOWS = [1, 3, 6, 12]
MONEY = "decimal(18,2)"


class Notebook:
    def __init__(self, options):
        self.source = options.source
        spark.prepare(options.threads, options.memory)
        self.session = SparkSession.builder.config("spark.sql.session.timeZone", "Asia/Shanghai").getOrCreate()

    def prepare(self, month):
        """Nothing is kept from month to month."""

    def write(self, month, out):
        months = months_up_to(month, 12)
        folders = [self.source / "txn" / f"month={one}" for one in months]
        txn = self.session.read.option("basePath", str(self.source / "txn")).parquet(*[str(folder) for folder in folders if folder.exists()])
        year_and_month = F.split("month", "-")
        back = F.lit(month_number(month)) - (year_and_month[0].cast("int") * 12 + year_and_month[1].cast("int") - 1)
        windowed = txn.withColumn("back", back).groupBy("customer_id").agg(*_aggregates())
        _derived(windowed, month).write.parquet(str(out))

    def jvm_peak_mib(self):
        return memory.peak_mib(self.session.sparkContext._gateway.proc.pid)


def _aggregates():
    amount, is_credit, is_mobile = F.col("amount"), F.col("direction") == "C", F.col("channel") == "MOBILE"
    columns = [F.max("txn_time").cast("date").alias("last_txn_day")]
    for window in WINDOWS:
        inside = F.col("back") < window
        for name, condition in [("credit", is_credit), ("debit", F.col("direction") == "D"), ("mobile", is_mobile)]:
            total = F.sum(F.when(inside & condition, amount))
            columns.append(F.coalesce(total, F.lit(0)).cast(MONEY).alias(f"{name}_amount_{window}m"))
            columns.append(F.count(F.when(inside & condition, 1)).alias(f"{name}_count_{window}m"))
        columns.append(F.max(F.when(inside, amount)).alias(f"max_amount_{window}m"))
        if window > 1:
            months = F.expr(f"bit_count(bit_or(if(back < {window}, shiftleft(1, back), 0)))")
            columns.append(months.cast("bigint").alias(f"active_months_{window}m"))
    return columns


def _derived(windowed, month):
    amount_3m = (F.col("credit_amount_3m") + F.col("debit_amount_3m")).cast("double")
    amount_12m = (F.col("credit_amount_12m") + F.col("debit_amount_12m")).cast("double")
    counted = (
        windowed.withColumn("txn_count_3m", F.col("credit_count_3m") + F.col("debit_count_3m"))
        .withColumn("txn_count_12m", F.col("credit_count_12m") + F.col("debit_count_12m"))
        .withColumn("idle_days", F.datediff(F.last_day(F.lit(f"{month}-01").cast("date")), "last_txn_day"))
    )
    debits = F.col("debit_amount_12m").cast("double")
    return (
        counted.withColumn("net_flow_1m", (F.col("credit_amount_1m") - F.col("debit_amount_1m")).cast(MONEY))
        .withColumn("net_flow_12m", (F.col("credit_amount_12m") - F.col("debit_amount_12m")).cast(MONEY))
        .withColumn("average_ticket_3m", amount_3m / F.col("txn_count_3m"))
        .withColumn("average_ticket_12m", amount_12m / F.col("txn_count_12m"))
        .withColumn("mobile_share_12m", F.col("mobile_count_12m") / F.col("txn_count_12m"))
        .withColumn("debit_pace", F.col("debit_amount_3m").cast("double") * 4 / debits)
        .withColumn("count_pace", F.col("txn_count_3m").cast("double") * 4 / F.col("txn_count_12m"))
        .withColumn("largest_share_12m", F.col("max_amount_12m").cast("double") / amount_12m)
    )


if __name__ == "__main__":
    worker.serve(Notebook)
