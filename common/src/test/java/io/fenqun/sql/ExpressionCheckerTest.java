package io.fenqun.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.conf.Position;
import io.fenqun.conf.Problems;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionCheckerTest {
  private static final Scope SCOPE =
      Scope.of(
              Map.of(
                  "amount", DataTypes.createDecimalType(18, 2),
                  "visits", DataTypes.LongType,
                  "region", DataTypes.StringType,
                  "is_new", DataTypes.BooleanType,
                  "score", DataTypes.LongType,
                  "grade.score", DataTypes.createDecimalType(18, 6),
                  "broken", DataTypes.NullType))
          .withMonthEnd()
          .withCallsOf(Set.of("amount"))
          .doubting(name -> name.startsWith("maybe"));
  private static final Position PLACE = new Position("pack.yaml", 7, "by");

  private final Problems problems = new Problems();
  private final ExpressionChecker checker = new ExpressionChecker(problems);

  private String check(String text, Expected expected) {
    return checker
        .check(new SqlExpression(text, PLACE), SCOPE, expected)
        .map(DataType::simpleString)
        .orElse("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "amount > 0 | boolean",
        "visits + 1 | bigint",
        "amount / nullif(lag(amount, 3), 0) - 1 | decimal(38,19)",
        "ratio(amount, 12) | double",
        "1 + trend(amount, 6) | double",
        "streak(amount, 6) | int",
        "share(amount) | double",
        "share(amount, amount, amount) | double",
        "floor(months_between(month_end, date'2000-01-31') / 12) | bigint",
        "grade.score * 2 | decimal(20,6)",
        "score | bigint",
        "case when is_new then 'N' else region end | string",
        "coalesce(region, 'NONE') | string",
        "region rlike '^A' and not is_new | boolean",
        "region in ('N', 'S') | boolean",
        "aggregate(array(1, 2), 0, (total, x) -> total + x) | int",
        "broken > 3 | boolean",
        "cast(visits as double) | double"
      })
  void anExpressionOverKnownNamesHasAType(String expression, String type) {
    assertThat(check(expression, Expected.ANYTHING)).isEqualTo(type);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "amuont > 0 | unknown name amuont; did you mean amount? (known: amount, broken, grade.score, is_new, month_end, region, score, visits)",
        "Amount > 0 | unknown name Amount; did you mean amount? (known: amount, broken, grade.score, is_new, month_end, region, score, visits)",
        "grade.rank | unknown name grade.rank (known: amount, broken, grade.score, is_new, month_end, region, score, visits)",
        "transform(array(1), x -> x + vists) | unknown name vists; did you mean visits? (known: amount, broken, grade.score, is_new, month_end, region, score, visits)",
        "amount > | 'amount >' is not an SQL expression: Syntax error at or near end of input",
        "amount >> > 1 | 'amount >> > 1' is not an SQL expression: Syntax error at or near '>'",
        "cast(amount as moneys) | 'cast(amount as moneys)' is not an SQL expression: Unsupported data type \"MONEYS\"",
        "amount in (select 1) | a subquery is not allowed; join the source instead",
        "(select max(x) from t) > 1 | a subquery is not allowed; join the source instead",
        "exists (select 1) | a subquery is not allowed; join the source instead",
        "sum(amount) | sum() is an aggregate, and the expression sees one row",
        "first(amount) | first() is an aggregate, and the expression sees one row",
        "row_number() | row_number() is a window function, and the expression sees one row",
        "sum(amount) over (partition by region) | a window function is not allowed: the expression sees one row",
        "explode(array(1)) | explode() gives several rows",
        "* | * is not allowed here",
        "rand() | rand() gives another answer each time",
        "uuid() | uuid() gives another answer each time",
        "now() | now() reads the clock; use month_end",
        "current_date | current_date reads the clock; use month_end",
        "current_date() | current_date() reads the clock; use month_end",
        "current_timestamp | current_timestamp reads the clock; use month_end",
        "unix_timestamp() | unix_timestamp() reads the clock; use month_end",
        "date'today' > month_end | a literal of now, today, yesterday or tomorrow reads the clock; use month_end",
        "current_user | current_user depends on who runs it and where",
        "input_file_name() | input_file_name() depends on how the files are laid out",
        "spark_partition_id() | spark_partition_id() depends on how the files are laid out",
        "monotonically_increasing_id() | monotonically_increasing_id() depends on how the files are laid out",
        "reflect('java.lang.System', 'exit', 1) | reflect() runs code",
        "java_method('java.lang.Math', 'abs', 1) | java_method() runs code",
        "raise_error('no') | raise_error() stops the run; use an expectation",
        "identifier('amount') | identifier() hides a name; write the name",
        "my_function(amount) | my_function() is not a function of Spark SQL",
        "uper(region) | uper() is not a function of Spark SQL; did you mean upper?",
        "spark_catalog.default.f(amount) | spark_catalog.default.f() is not a function of Spark SQL",
        "lag(amount, 0) | lag takes a feature and a whole number of months from 1, for example lag(amount, 3)",
        "lag(amount, visits) | lag takes a feature and a whole number of months from 1, for example lag(amount, 3)",
        "lag(amount + 1, 1) | lag takes a feature and a whole number of months from 1, for example lag(amount, 3)",
        "lag(month_end, 1) | lag takes a feature and a whole number of months from 1, for example lag(amount, 3)",
        "trend(amount, 1) | trend takes a feature and a whole number of months from 2 to 120, for example trend(amount, 6)",
        "trend(amount) | trend takes a feature and a whole number of months from 2 to 120, for example trend(amount, 6)",
        "ratio(1, amount) | ratio takes a feature and a whole number of months from 1, for example ratio(amount, 12)",
        "ratio(amount, 0) | ratio takes a feature and a whole number of months from 1, for example ratio(amount, 12)",
        "streak(amount, 1.5) | streak takes a feature and the most months that it counts, from 1 to 120, for example streak(is_growing, 12)",
        "share(amount, month_end) | share takes a feature and the features whose values form the groups, for example share(amount, branch)",
        "share(amount, 2) | share takes a feature and the features whose values form the groups, for example share(amount, branch)",
        "share(amount, regoin) | unknown name regoin; did you mean region? (known: amount, broken, grade.score, is_new, month_end, region, score, visits)",
        "lag(amuont, 1) | unknown name amuont; did you mean amount? (known: amount, broken, grade.score, is_new, month_end, region, score, visits)"
      })
  void whatIsNoFunctionOfTheRowIsRefused(String expression, String message) {
    assertThat(check(expression, Expected.ANYTHING)).isEqualTo("none");
    assertThat(problems.all()).containsExactly("pack.yaml:7: by: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONDITION | visits | 'visits' gives bigint; true or false is wanted",
        "CONDITION | region | 'region' gives string; true or false is wanted",
        "NUMBER | is_new | 'is_new' gives boolean; a number is wanted",
        "NUMBER | region | 'region' gives string; a number is wanted"
      })
  void anotherTypeThanWantedIsRefused(Expected expected, String expression, String message) {
    assertThat(check(expression, expected)).isEqualTo("none");
    assertThat(problems.all()).containsExactly("pack.yaml:7: by: " + message);
  }

  @Test
  void operandsThatDoNotFitAreReportedInSparksWords() {
    check("amount and is_new", Expected.ANYTHING);

    assertThat(problems.all())
        .containsExactly(
            "pack.yaml:7: by: Cannot resolve \"(amount AND is_new)\" due to data type mismatch: the left and right operands of the binary"
                + " operator have incompatible types (\"DECIMAL(18,2)\" and \"BOOLEAN\")");
  }

  @Test
  void aNameInDoubtIsNotCalledUnknown() {
    assertThat(check("maybe_3m > 0", Expected.CONDITION)).isEqualTo("none");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void overRawColumnsOnlyTheFormIsChecked() {
    checker.checkForm(new SqlExpression("trim(`Any Name`) || other", PLACE));
    assertThat(problems.all()).isEmpty();

    checker.checkForm(new SqlExpression("rand() + other", PLACE));
    assertThat(problems.all())
        .containsExactly("pack.yaml:7: by: rand() gives another answer each time");
  }

  @Test
  void lagIsRefusedWhereTheScopeHasNone() {
    assertThat(
            checker.check(
                new SqlExpression("lag(amount, 1)", PLACE),
                Scope.of(SCOPE.types()),
                Expected.ANYTHING))
        .isEmpty();
    assertThat(problems.all())
        .containsExactly(
            "pack.yaml:7: by: lag() is a window function, and the expression sees one row");
  }
}
