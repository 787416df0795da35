"""A month of many customers out of one of few: their rows again under other ids, each copy with other money."""

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, WriterProperties, write_deltalake

ROW_GROUP = 100_000  # a task reads row groups whole: one of a million rows would be read by one task alone


def customers_in(tables, month):
    return DeltaTable(str(tables / "feature_month")).to_pyarrow_table(columns=["customer_id"], filters=[("month", "=", month)]).num_rows


def repeat(path, partition, copies, money=None):
    """Repeats the rows of a partition under other ids; gives the table's version."""
    table = DeltaTable(str(path))
    rows = table.to_pyarrow_table(filters=partition or None)
    parts = []
    for copy in range(copies):
        part = with_column(rows, "customer_id", pc.binary_join_element_wise(rows["customer_id"], f"x{copy:04d}", ""))
        if money:
            factor = pa.scalar(1.0 + copy / copies)
            part = with_column(part, money, pc.round(pc.multiply(rows[money].cast(pa.float64()), factor), 2))
        parts.append(part)
    where = " and ".join(f"{column} = '{value}'" for column, _, value in partition)
    write_deltalake(table, pa.concat_tables(parts), mode="overwrite", predicate=where or None,
                    writer_properties=WriterProperties(max_row_group_size=ROW_GROUP))
    return DeltaTable(str(path)).version()


def with_column(rows, name, values):
    index = rows.schema.get_field_index(name)
    return rows.set_column(index, rows.schema.field(name), values.cast(rows.schema.field(name).type))
