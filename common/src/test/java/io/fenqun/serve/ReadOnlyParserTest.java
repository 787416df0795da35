package io.fenqun.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fenqun.SparkTest;
import io.fenqun.error.FenqunException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadOnlyParserTest extends SparkTest {
  private static final long serialVersionUID = 1L;

  private static ReadOnlyParser parserOf(SparkSession session) {
    return new ReadOnlyParser(session, session.sessionState().sqlParser());
  }

  private ReadOnlyParser parser() {
    return parserOf(spark().newSession());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1",
        "select * from t",
        "select * from default.t where a in (select b from u) and exists (select 1 from u)",
        "with a as (select 1 as x), b as (select * from a) select * from b union select * from a",
        "select a, count(*) from t group by a having count(*) > 1 order by 2 limit 3 offset 1",
        "select a, rank() over w from t window w as (partition by a order by b)",
        "select * from t a left join u b on a.x = b.x cross join (values (1, 2)) v(p, q)",
        "select * from t, lateral (select t.a) l",
        "select * from t lateral view outer explode(b) e as c",
        "select * from range(3)",
        "select * from t pivot (sum(v) for k in ('a', 'b'))",
        "select * from t unpivot (v for k in (a, b))",
        "select * from t tablesample (10 rows)",
        "select /*+ broadcast(t) */ distinct * from t except select * from u",
        "select * from t distribute by a sort by b",
        "table t",
        "show databases",
        "show tables in default",
        "show tables in spark_catalog.default like 'a*'",
        "show views",
        "show columns in t",
        "show create table t",
        "show functions",
        "show catalogs",
        "describe t",
        "describe extended default.t",
        "describe t a",
        "describe function abs",
        "describe database default",
        "explain extended select * from t",
        "use default",
        "use spark_catalog.default",
        "set",
        "set -v",
        "set spark.sql.ansi.enabled = true",
        "reset",
      })
  void readsPass(String statement) throws ParseException {
    assertThat(parser().parsePlan(statement)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table t (a int)",
        "create table t as select 1 as a",
        "create view v as select 1 as a",
        "create temporary view v as select 1 as a",
        "create database d",
        "create temporary function f as 'a.B'",
        "drop table t",
        "drop view t",
        "drop database default cascade",
        "alter table t add columns (b int)",
        "alter view t as select 1 as a",
        "comment on table t is 'x'",
        "insert into t values (1)",
        "insert overwrite t select 1",
        "from t insert into u select a insert into v select b",
        "insert overwrite directory '/x' using csv select 1",
        "delete from t",
        "update t set a = 1",
        "merge into t using u on t.a = u.a when matched then delete",
        "truncate table t",
        "load data inpath '/x' into table t",
        "cache table t",
        "refresh table t",
        "refresh '/x'",
        "analyze table t compute statistics",
        "add jar '/x.jar'",
        "list jars",
        "set catalog other",
        "use other",
        "use other.default",
        "vacuum t",
        "optimize t",
        "restore table t to version as of 0",
        "convert to delta parquet.`/x`",
        "describe history t",
        "select * from t version as of 0",
        "select * from parquet.`/x`",
        "select * from delta.`/x`",
        "select * from other.default.t",
        "describe csv.`/x`",
        "explain select * from csv.`/x`",
        "explain delete from t",
        "describe query select * from csv.`/x`",
        "select 1 where exists (select 1 from csv.`/x`)",
        "select (select max(a) from csv.`/x`) from t",
        "select * from t where a in (select a from csv.`/x`)",
        "with a as (select * from csv.`/x`) select 1",
        "select * from (select * from csv.`/x`) s join t",
        "select * from table_changes('t', 0)",
        "select * from identifier('csv.`/x`')",
        "select identifier('reflect')('java.lang.System', 'getenv', 'HOME')",
        "select upper(reflect('java.lang.System', 'getenv', 'HOME'))",
        "select a from t order by java_method('java.lang.System', 'getenv', 'HOME')",
        "select * from t lateral view explode(array(reflect('a', 'b'))) e as c",
        "select transform(a) using 'cat' as (b) from t",
      })
  void everythingElseIsRefused(String statement) {
    assertThatThrownBy(() -> parser().parsePlan(statement))
        .isInstanceOfSatisfying(
            FenqunException.class, e -> assertThat(e.kind()).isEqualTo(FenqunException.Kind.CONFIG))
        .hasMessageStartingWith("Cannot run this statement: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.catalog.spark_catalog",
        "spark.sql.catalog.other",
        "spark.sql.defaultCatalog",
        "spark.sql.variable.substitute",
      })
  void aSessionThatLeadsAroundIsRefusedWhole(String key) {
    SparkSession session = spark().newSession();
    session.conf().set(key, "true");
    assertThatThrownBy(() -> parserOf(session).parsePlan("select 1")).hasMessageContaining(key);
  }

  @Test
  void ourOwnStatementsPassAndNoneAfterThem() throws ParseException {
    ReadOnlyParser parser = parser();
    ReadOnly.lifted(
        () -> {
          try {
            assertThat(parser.parsePlan("drop view t")).isNotNull();
          } catch (ParseException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThatThrownBy(() -> parser.parsePlan("drop view t")).hasMessageContaining("only reads");
  }

  @Test
  void whatDoesNotParseIsToldAsSparkTellsIt() {
    assertThatThrownBy(() -> parser().parsePlan("selec 1")).isInstanceOf(ParseException.class);
  }
}
