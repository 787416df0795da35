package io.fenqun.pack;

import io.fenqun.churn.ChurnCode;
import io.fenqun.churn.ChurnDef;
import io.fenqun.churn.LossLine;
import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Suggestion;
import io.fenqun.sql.Expected;
import io.fenqun.sql.ExpressionChecker;
import io.fenqun.sql.Scope;
import io.fenqun.sql.SqlExpression;
import io.fenqun.table.Exact;
import io.fenqun.table.Tables;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;

/** Reads churn.yaml and checks it against the features and schemes of the pack. */
record ChurnChecks(ExpressionChecker expressions, Scope features, Set<String> schemes) {

  ChurnDef read(ConfNode file) {
    ChurnDef def = ChurnDef.from(file);
    ValueFeature.check(file, features);
    exact(
        file,
        "value",
        Optional.ofNullable(features.types().get(def.value()))
            .filter(type -> type instanceof NumericType));
    def.tenure().ifPresent(name -> checkTenure(file, name));
    def.level().ifPresent(name -> checkLevel(file, name));
    Scope levels =
        features.with(
            Map.of(
                ChurnDef.VALUE,
                Tables.MONEY,
                ChurnDef.REFERENCE_VALUE,
                Tables.MONEY,
                ChurnDef.SHARE_LOST,
                DataTypes.DoubleType));
    expressions.check(def.population(), levels, Expected.CONDITION);
    conditions(def.degree(), levels);
    warning(def, levels.with(ChurnDef.VALUE_BEFORE, Tables.MONEY));
    Scope falls = levels.with(ChurnDef.GROSS_FALL, Tables.MONEY).with(ChurnDef.DEGREE, text());
    conditions(def.cause(), falls);
    lines(file, def);
    destinations(file, def, falls.with(ChurnDef.RISES, Tables.MONEY).with(ChurnDef.CAUSE, text()));
    severity(file, def, falls.with(ChurnDef.CAUSE, text()).with(ChurnDef.DESTINATION, text()));
    return def;
  }

  private static DataType text() {
    return DataTypes.StringType;
  }

  private void conditions(Iterable<ChurnCode> codes, Scope scope) {
    codes.forEach(
        code ->
            code.expression()
                .ifPresent(when -> expressions.check(when, scope, Expected.CONDITION)));
  }

  private void warning(ChurnDef def, Scope scope) {
    def.warning()
        .ifPresent(
            warning -> {
              warning
                  .signs()
                  .forEach(sign -> expressions.check(sign.when(), scope, Expected.CONDITION));
              expressions.check(warning.naive(), scope, Expected.CONDITION);
            });
  }

  private void lines(ConfNode file, ChurnDef def) {
    for (int i = 0; i < def.lines().size(); i++) {
      LossLine line = def.lines().get(i);
      exact(
          file.children("lines").get(i),
          "by",
          expressions.check(line.by(), features, Expected.NUMBER));
    }
  }

  private void destinations(ConfNode file, ChurnDef def, Scope scope) {
    for (int i = 0; i < def.destination().size(); i++) {
      Optional<SqlExpression> amount = def.destination().get(i).expression();
      if (amount.isPresent()) {
        exact(
            file.children("destination").get(i),
            "by",
            expressions.check(amount.get(), scope, Expected.NUMBER));
      }
    }
  }

  private void severity(ConfNode file, ChurnDef def, Scope scope) {
    for (SqlExpression expression : def.severity()) {
      expressions
          .check(expression, scope, Expected.ANYTHING)
          .filter(type -> !(type instanceof BooleanType))
          .ifPresent(type -> exact(file, "severity", Optional.of(type)));
    }
  }

  /** Money is compared and split to the cent, and ranks are exact. */
  private static void exact(ConfNode node, String key, Optional<DataType> type) {
    type.filter(found -> !Exact.isSummable(found) && !(found instanceof NullType))
        .ifPresent(
            found ->
                node.problem(
                    key,
                    "gives "
                        + found.simpleString()
                        + "; an integer or a decimal is wanted, which is exact"));
  }

  private void checkTenure(ConfNode file, String name) {
    DataType type = features.types().get(name);
    if (type == null) {
      if (!features.doubts().test(name)) {
        file.problem(
            "tenure",
            "unknown feature " + name + Suggestion.among(name, features.types().keySet()));
      }
    } else if (!(type instanceof NumericType || type instanceof NullType)) {
      file.problem("tenure", name + " is " + type.simpleString() + "; a number is wanted");
    }
  }

  private void checkLevel(ConfNode file, String name) {
    if (!schemes.contains(name)) {
      file.problem("level", "unknown scheme " + name + Suggestion.among(name, schemes));
    }
  }
}
