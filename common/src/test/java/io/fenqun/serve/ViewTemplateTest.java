package io.fenqun.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.error.FenqunException;
import io.fenqun.table.PackTableList;
import io.fenqun.table.Tables;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ViewTemplateTest {
  private static final StructType WIDE =
      new StructType()
          .add("month", DataTypes.StringType, true, "月份 / month")
          .add("customer_id", DataTypes.StringType, true, "客户号 / it's the customer")
          .add("value", Tables.MONEY)
          .add("order_count", DataTypes.LongType)
          .add("region", DataTypes.StringType)
          .add("odd`name", DataTypes.StringType);

  private static final PublishedTables PUBLISHED =
      new PublishedTables(
          "2024-02",
          List.of(
              new PublishedTable("customer_month", "delta.`/w/c` version as of 7", WIDE),
              new PublishedTable("roll_rate_state", "delta.`/w/r` version as of 1", WIDE)));

  private static String filled(String sql) {
    return new ViewTemplate("v", sql).filled("my db", PUBLISHED).orElseThrow().statement();
  }

  @Test
  void holesAreFilled() {
    assertThat(filled("{view} {month} {table:customer_month} {comment:customer_month}"))
        .isEqualTo(
            "`my db`.`v` '2024-02' delta.`/w/c` version as of 7"
                + " '客户月表 / value, key features and one column per scheme, one row a customer and month'");
    assertThat(filled("{columns:customer_month}"))
        .isEqualTo("`month`, `customer_id`, `value`, `order_count`, `region`, `odd``name`");
  }

  @Test
  void commentsAreThoseOfTheTableAndQuoted() {
    assertThat(filled("{commented:customer_month}"))
        .startsWith(
            "`month` comment '月份 / month', `customer_id` comment '客户号 / it\\'s the customer', `value`, ");
  }

  @Test
  void dimensionsAreTheTextColumnsThatAPackAdds() {
    assertThat(filled("{dimensions:customer_month}"))
        .isEqualTo("3, 'ALL', 'ALL', 'region', `region`, 'odd`name', `odd``name`");
  }

  @Test
  void aViewOverATableThatIsNotPublishedIsLeftOut() {
    assertThat(
            new ViewTemplate("v", "{table:customer_month} {table:dim_month}")
                .filled("d", PUBLISHED))
        .isEmpty();
  }

  @Test
  void tablesAreShownUnderTheirNamesButTheEnginesOwn() {
    assertThat(PUBLISHED.views("d"))
        .extracting(ViewDef::name)
        .containsExactly("customer_month", "customer_month_latest");
  }

  @Test
  void anUnknownHoleIsABug() {
    assertThatThrownBy(() -> filled("{nothing}"))
        .isInstanceOfSatisfying(
            FenqunException.class,
            e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.INTERNAL));
    assertThatThrownBy(() -> ViewTemplate.load("no_such_view"))
        .hasMessage("Cannot find the SQL of view no_such_view");
  }

  @Test
  void everyShippedViewNamesTablesOfTheCatalogueAndItself() {
    for (String name : PublishedTables.LABELLED) {
      ViewTemplate template = ViewTemplate.load(name);
      assertThat(template.sql()).as(name).startsWith("create or replace view {view} (");
      assertThat(PackTableList.ALL)
          .as(name)
          .extracting(table -> table.name())
          .containsAll(template.tables());
    }
  }
}
