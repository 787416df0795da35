package io.fenqun.churn;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.fenqun.sql.SqlExpression;
import io.fenqun.sql.WideFrame;
import io.fenqun.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a month would be if churn began in it: degree, cause, and the gross fall by destination.
 * Null where it is no churn: outside the population, without a reference level above 0, or where no
 * degree fits. A condition that a null leaves open does not fit.
 */
final class Losses {
  /** A struct of the columns of churn_month that the customer's own rows decide, or null. */
  static final String LOSS = "churn__loss";

  /** The field with the numbers of severity, in order: {@code by_0}, {@code by_1} … */
  static final String SEVERITY = "churn__severity";

  private static final String PART = "churn__part_";
  private static final Map<String, String> WITH_NULLS = Map.of("ignoreNullFields", "false");

  private final ChurnDef def;
  private final int reasonBytes;

  private Losses(ChurnDef def, int reasonBytes) {
    this.def = def;
    this.reasonBytes = reasonBytes;
  }

  /**
   * The rows of {@link Standings} with {@link #LOSS}.
   *
   * <p>Each destination takes its amount, at least 0 and at most what those before it left of the
   * gross fall; a null amount takes nothing. The rest is {@code unexplained}, so that the parts sum
   * to the gross fall to the cent. The destination is the largest part, of equal ones the first;
   * null where nothing fell or the gross fall is null.
   */
  static Dataset<Row> of(ChurnDef def, Dataset<Row> standings, int reasonBytes) {
    return new Losses(def, reasonBytes).of(standings);
  }

  private Dataset<Row> of(Dataset<Row> standings) {
    Dataset<Row> parts =
        withParts(
            standings
                .withColumn(ChurnDef.DEGREE, firstThatFits(def.degree()))
                .withColumn(ChurnDef.CAUSE, firstThatFits(def.cause())));
    Dataset<Row> destined = parts.withColumn(ChurnDef.DESTINATION, largest());
    Column isLoss =
        coalesce(WideFrame.column(def.population()), lit(false))
            .and(coalesce(col(ChurnDef.REFERENCE_VALUE).gt(0), lit(false)))
            .and(col(ChurnDef.DEGREE).isNotNull());
    return destined.select(
        col(Standings.CUSTOMER_ID),
        col(Standings.MONTH_INDEX),
        col(ChurnDef.VALUE),
        when(isLoss, loss(destined)).as(LOSS));
  }

  private static Column firstThatFits(List<ChurnCode> codes) {
    Column found = lit(null).cast(DataTypes.StringType);
    for (int i = codes.size() - 1; i >= 0; i--) {
      Column code = lit(codes.get(i).code());
      Column after = found;
      found =
          codes
              .get(i)
              .expression()
              .map(condition -> when(WideFrame.column(condition), code).otherwise(after))
              .orElse(code);
    }
    return found;
  }

  /** The parts by the differences of what is explained up to each destination. */
  private Dataset<Row> withParts(Dataset<Row> rows) {
    Column fall = col(ChurnDef.GROSS_FALL);
    Column noMoney = lit(0).cast(Tables.MONEY);
    Column asked = noMoney;
    Column taken = when(fall.isNotNull(), noMoney);
    Dataset<Row> divided = rows;
    List<ChurnCode> measured = def.measured();
    for (int i = 0; i < measured.size(); i++) {
      Column amount = Standings.money(measured.get(i).expression().orElseThrow());
      asked = asked.plus(greatest(coalesce(amount, noMoney), noMoney));
      Column takenNow = when(fall.isNotNull(), least(asked, fall));
      divided = divided.withColumn(PART + i, takenNow.minus(taken).cast(Tables.MONEY));
      taken = takenNow;
    }
    return divided.withColumn(PART + measured.size(), fall.minus(taken).cast(Tables.MONEY));
  }

  private Column part(int place) {
    return col(PART + place);
  }

  private Column largest() {
    Column largest = part(0);
    for (int i = 1; i <= def.measured().size(); i++) {
      largest = greatest(largest, part(i));
    }
    Column found = lit(null).cast(DataTypes.StringType);
    for (int i = def.destination().size() - 1; i >= 0; i--) {
      found = when(part(i).equalTo(largest), def.destination().get(i).code()).otherwise(found);
    }
    return when(col(ChurnDef.GROSS_FALL).gt(0), found);
  }

  private Column loss(Dataset<Row> rows) {
    List<Column> fields = new ArrayList<>();
    for (String name :
        List.of(
            ChurnDef.CAUSE,
            ChurnDef.DEGREE,
            ChurnDef.DESTINATION,
            ChurnDef.REFERENCE_VALUE,
            ChurnDef.VALUE,
            ChurnDef.GROSS_FALL,
            ChurnDef.SHARE_LOST)) {
      fields.add(col(name));
    }
    List<ChurnCode> measured = def.measured();
    for (int i = 0; i < measured.size(); i++) {
      fields.add(part(i).as(ChurnDef.columnOf(measured.get(i))));
    }
    fields.add(part(measured.size()).as("unexplained"));
    fields.add(
        def.tenure()
            .map(feature -> col("`" + feature + "`"))
            .orElse(lit(null))
            .cast(DataTypes.LongType)
            .as("tenure_months"));
    fields.add(reason().as("reason"));
    fields.add(severity(rows).as(SEVERITY));
    return struct(fields.toArray(Column[]::new));
  }

  private Column severity(Dataset<Row> rows) {
    List<Column> numbers = new ArrayList<>();
    for (SqlExpression expression : def.severity()) {
      Column number = WideFrame.column(expression);
      DataType type = rows.select(number).schema().apply(0).dataType();
      numbers.add(
          (type instanceof BooleanType ? number.cast(DataTypes.IntegerType) : number)
              .as("by_" + numbers.size()));
    }
    return struct(numbers.toArray(Column[]::new));
  }

  /**
   * The values that the conditions of degree and cause name, as JSON; of what would be longer than
   * the pack allows the cause's alone, or nothing.
   */
  private Column reason() {
    Column degree = values(ChurnDef.DEGREE, def.degree());
    Column cause = values(ChurnDef.CAUSE, def.cause());
    Column onlyCause = concat(lit("{\"cause\":"), cause, lit("}"));
    Column both = concat(lit("{\"degree\":"), degree, lit(",\"cause\":"), cause, lit("}"));
    return when(octet_length(both).leq(reasonBytes), both)
        .when(octet_length(onlyCause).leq(reasonBytes), onlyCause)
        .otherwise(lit("{}"));
  }

  private static Column values(String kind, List<ChurnCode> codes) {
    Column found = lit("{}");
    for (ChurnCode code : codes) {
      List<Column> named =
          code.expression().stream()
              .flatMap(condition -> condition.names().stream())
              .distinct()
              .map(name -> col("`" + WideFrame.column(name) + "`"))
              .toList();
      if (!named.isEmpty()) {
        Column text = to_json(struct(named.toArray(Column[]::new)), WITH_NULLS);
        found = when(col(kind).equalTo(code.code()), text).otherwise(found);
      }
    }
    return found;
  }
}
