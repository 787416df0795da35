"""The features of the pack, from one row per customer and month: what both DuckDB programs have in common."""

WINDOWS = [1, 3, 6, 12]

# One row per customer and month. Decimals as they are: summing whole cents instead made no clear difference in DuckDB.
MONTHLY = """
  sum(amount) filter (direction = 'C') as credit_amount, sum(amount) filter (direction = 'D') as debit_amount,
  count(*) filter (direction = 'C') as credit_count, count(*) filter (direction = 'D') as debit_count,
  sum(amount) filter (channel = 'MOBILE') as mobile_amount, count(*) filter (channel = 'MOBILE') as mobile_count,
  max(amount) as max_amount, max(txn_time) as last_time
"""


def _windows(months):
    """Aggregates over the windows that end with the last of twelve months."""
    for window in WINDOWS:
        inside = "" if window == 12 else f" filter (month >= '{months[-window]}')"
        for name in ["credit", "debit", "mobile"]:
            yield f"coalesce(sum({name}_amount){inside}, 0)::decimal(18, 2) as {name}_amount_{window}m"
            yield f"coalesce(sum({name}_count){inside}, 0)::bigint as {name}_count_{window}m"
        yield f"max(max_amount){inside} as max_amount_{window}m"
        if window > 1:
            yield f"count(*){inside} as active_months_{window}m"


def features_sql(monthly, months):
    """The query over a relation with one row per customer and month of the twelve months."""
    return f"""
        with windowed as (
          select customer_id, {", ".join(_windows(months))}, max(last_time)::date as last_txn_day
          from {monthly} group by customer_id),
        counted as (
          select *, last_day(date '{months[-1]}-01') - last_txn_day as idle_days,
                 credit_count_3m + debit_count_3m as txn_count_3m, credit_count_12m + debit_count_12m as txn_count_12m,
                 credit_amount_3m + debit_amount_3m as amount_3m, credit_amount_12m + debit_amount_12m as amount_12m
          from windowed)
        select * exclude (amount_3m, amount_12m, idle_days), idle_days::int as idle_days,
               (credit_amount_1m - debit_amount_1m)::decimal(18, 2) as net_flow_1m,
               (credit_amount_12m - debit_amount_12m)::decimal(18, 2) as net_flow_12m,
               amount_3m::double / nullif(txn_count_3m, 0) as average_ticket_3m,
               amount_12m::double / nullif(txn_count_12m, 0) as average_ticket_12m,
               mobile_count_12m / nullif(txn_count_12m, 0) as mobile_share_12m,
               debit_amount_3m::double * 4 / nullif(debit_amount_12m::double, 0) as debit_pace,
               txn_count_3m::double * 4 / nullif(txn_count_12m, 0) as count_pace,
               max_amount_12m::double / nullif(amount_12m::double, 0) as largest_share_12m
        from counted"""


def month_files(source, months):
    """The raw Parquet of the months that are there, as an SQL list."""
    present = [source / "txn" / f"month={month}" / "part.parquet" for month in months]
    return "[" + ", ".join(f"'{file}'" for file in present if file.exists()) + "]"
