package io.fenqun.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The made-up business customers, few and for three months, through all steps. */
@Tag("slow")
class BusinessCustomersTest extends JobsTest {
  private static final long serialVersionUID = 1L;
  private static final PackFolder PACK =
      new PackFolder(Path.of("../conf/examples/business_customers"));

  /** What takes more than three months, or more customers than these, to happen. */
  private static final List<String> NOT_YET =
      List.of(
          "business_class LB",
          "influence_value ADVOCATE",
          "large_unprofitable LOSS",
          "large_unprofitable THIN",
          "lifecycle DEPARTURE",
          "lifecycle GROWTH",
          "relation_role UNKNOWN",
          "relation_stage FORMER",
          "rfm KEY_DEVELOP",
          "win_back LET_GO",
          "win_back WIN_BACK");

  @TempDir private transient Path folder;

  @Test
  void everyCustomerIsInOneSegmentOfEachSchemeAndTheSegmentsAreReached() {
    assertDone(
        Outcome.of(
            "generate",
            "--pack",
            PACK.toString(),
            "--customers",
            "150",
            "--months",
            "3",
            "--out",
            folder.toString()));
    Path source = folder.resolve("source/business_customers");
    assertDone(run("run", PACK, source, folder, "--from", "2024-01", "--to", "2024-03"));
    Warehouse tables = warehouse(folder, PACK);
    for (String table :
        List.of("feature_month", "customer_month", "segment_month", "dim_segment")) {
      tables.read(table).createOrReplaceTempView(table);
    }

    assertThat(
            texts(
                """
                select scheme, month, base, rows, customers from (
                  select scheme, month, count(*) as rows, count(distinct customer_id) as customers
                  from segment_month group by scheme, month)
                join (select month, count(*) as base from customer_month group by month) using (month)
                where rows <> customers or rows <> base"""))
        .isEmpty();
    assertThat(spark().sql("select distinct scheme, month from segment_month").count())
        .isEqualTo(3L * spark().sql("select distinct scheme from dim_segment").count());
    assertThat(
            texts(
                """
                select d.scheme || ' ' || d.segment from dim_segment d
                left anti join segment_month s on s.scheme = d.scheme and s.segment = d.segment
                where d.segment not in ('OUTSIDE', 'SCORED', 'ENTERED', 'RETURNED', 'LEFT')"""))
        .isSubsetOf(NOT_YET);
    // what is brought through referrals is part of what is sold, line by line
    assertThat(
            texts(
                """
                select sum(brought_profit_12m) > 0, sum(brought_profit_12m) < sum(margin_12m)
                from feature_month where month = '2024-03'"""))
        .containsExactly("true|true");
    assertThat(tables.path("quarantine")).doesNotExist();
  }

  private List<String> texts(String query) {
    return spark().sql(query).collectAsList().stream().map(BusinessCustomersTest::text).toList();
  }

  private static String text(Row row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> String.valueOf(row.get(i)))
        .collect(Collectors.joining("|"));
  }
}
