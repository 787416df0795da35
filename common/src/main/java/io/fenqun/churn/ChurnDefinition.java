package io.fenqun.churn;

import io.fenqun.sql.SqlExpression;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/** What of churn.yaml can change a row of churn_month or of the warnings of it: no labels. */
public final class ChurnDefinition {
  /** Rises when the same definitions would give other rows. */
  private static final String SEMANTICS = "1";

  private static final int HASH_LETTERS = 12;

  private ChurnDefinition() {}

  /** Text or hash by key of churn.yaml. */
  public static SortedMap<String, String> byKey(ChurnDef def) {
    SortedMap<String, String> byKey = new TreeMap<>();
    byKey.put("semantics", SEMANTICS);
    byKey.put("population", def.population().text());
    byKey.put("value", def.value());
    byKey.put("reference_months", String.valueOf(def.referenceMonths()));
    byKey.put("regained", def.regained().stripTrailingZeros().toPlainString());
    byKey.put("level", def.level().orElse(""));
    byKey.put("tenure", def.tenure().orElse(""));
    byKey.put(ChurnDef.DEGREE, hash(codes(def.degree())));
    byKey.put(ChurnDef.CAUSE, hash(codes(def.cause())));
    byKey.put(
        "lines",
        hash(def.lines().stream().map(line -> line.inAssets() + " " + line.by().text()).toList()));
    byKey.put(ChurnDef.DESTINATION, hash(codes(def.destination())));
    byKey.put("severity", hash(def.severity().stream().map(SqlExpression::text).toList()));
    def.warning().ifPresent(warning -> byKey.put(WarningDef.KEY, hash(warning.texts())));
    return byKey;
  }

  private static List<String> codes(List<ChurnCode> codes) {
    return codes.stream()
        .map(code -> code.code() + " " + code.expression().map(SqlExpression::text).orElse(""))
        .collect(Collectors.toList());
  }

  private static String hash(List<String> texts) {
    return DigestUtils.sha256Hex(String.join("\n", texts)).substring(0, HASH_LETTERS);
  }
}
