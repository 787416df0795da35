package io.fenqun.scheme;

import io.fenqun.SparkTest;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Problems;
import io.fenqun.scheme.method.SchemeMethods;
import io.fenqun.table.Tables;
import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Schemes as a pack writes them, evaluated on rows built in the test. */
public abstract class SchemeTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  /** Small enough that a handful of rows needs several buckets. */
  protected static final SchemeContext CONTEXT = new SchemeContext("amount", 200, 2);

  protected static SchemeDef scheme(String name, String yaml) {
    Problems problems = new Problems();
    SchemeDef scheme = parse(name, yaml, problems);
    problems.throwIfAny("Invalid scheme in a test");
    return scheme;
  }

  protected static SchemeDef parse(String name, String yaml, Problems problems) {
    String labelled = "zh: 方案\nen: scheme\n" + yaml;
    ConfNode file = ConfNode.parse(name + ".yaml", labelled, problems);
    return SchemeDef.from(name, file, SchemeMethods.from(file), CONTEXT);
  }

  protected static SegmentBuilder builder(SchemeDef... schemes) {
    return new SegmentBuilder(List.of(schemes), CONTEXT);
  }

  protected static MonthRange range(String from, String to) {
    return new MonthRange(Month.parse(from), Month.parse(to));
  }

  /** The wide frame of 2024-06, the month in which every cycle evaluates; computed at once. */
  protected Dataset<Row> wide(Dataset<Row> features, SchemeDef... schemes) {
    return computed(builder(schemes).wide(features, range("2024-06", "2024-06"), Optional.empty()));
  }

  /** The rows of segment_month, one month after the other, each from what was written before. */
  protected Dataset<Row> monthByMonth(
      SegmentBuilder builder, Dataset<Row> features, MonthRange range, Approvals approvals) {
    Dataset<Row> written = rows(Tables.SEGMENT_MONTH.schema().toDDL());
    for (Month month : range.months()) {
      Dataset<Row> ofMonth = features.filter(features.col("month").equalTo(month.toString()));
      Dataset<Row> wide =
          builder.wide(ofMonth, MonthRange.of(month), Optional.of(written), approvals);
      written = computed(written.unionByName(builder.segmentRows(wide)));
    }
    return written;
  }

  /** The same rows, so that what is asked of them does not compute them again. */
  protected Dataset<Row> computed(Dataset<Row> rows) {
    return spark().createDataFrame(rows.collectAsList(), rows.schema());
  }

  /** A column by customer. */
  protected static Map<String, Object> byCustomer(Dataset<Row> wide, String column) {
    return byKey(wide, column, "customer_id");
  }

  /** A column by "month customer". */
  protected static Map<String, Object> byMonthAndCustomer(Dataset<Row> wide, String column) {
    return byKey(wide, column, "concat(month, ' ', customer_id)");
  }

  private static Map<String, Object> byKey(Dataset<Row> wide, String column, String key) {
    Map<String, Object> values = new TreeMap<>();
    for (Row row : wide.selectExpr(key, column).collectAsList()) {
      if (values.containsKey(row.getString(0))) {
        throw new AssertionError("Two rows for " + row.getString(0));
      }
      values.put(row.getString(0), row.get(1));
    }
    return values;
  }

  /** All rows as sorted texts, to compare frames whatever their order. */
  protected static List<String> sorted(Dataset<Row> rows) {
    List<String> texts = new ArrayList<>();
    rows.collectAsList().forEach(row -> texts.add(row.toString()));
    texts.sort(null);
    return texts;
  }
}
