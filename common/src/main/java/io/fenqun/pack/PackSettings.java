package io.fenqun.pack;

import io.fenqun.conf.ConfNode;
import io.fenqun.conf.Labels;
import io.fenqun.sql.SqlExpression;
import io.fenqun.time.OrderCycle;
import io.fenqun.transition.TransitionDef;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What pack.yaml says of the business as a whole.
 *
 * @param entity what a customer is called
 * @param timeZone of the months and of naive timestamps
 * @param currency ISO 4217
 * @param seenIn sources whose rows make a customer known; never empty in a pack that loaded
 * @param departed over features and month_end; true in the month of leaving
 * @param value the feature behind every amount and value column
 * @param balance {@code month_end} or {@code daily_average}
 * @param calendar cycles that idle_cycles counts, by name
 * @param keyFeatures features shown in customer_month
 * @param restatementHorizon last months that changes are taken into; older ones wait
 * @param transitions which matrices there are
 */
public record PackSettings(
    Labels labels,
    Labels entity,
    ZoneId timeZone,
    String currency,
    CustomerBase base,
    List<String> seenIn,
    Optional<SqlExpression> departed,
    int forgetAfterMonths,
    String value,
    String balance,
    Map<String, OrderCycle> calendar,
    List<String> keyFeatures,
    int restatementHorizon,
    TransitionDef transitions) {

  /** Who is in a month. */
  public enum CustomerBase {
    /** Seen up to the month, not departed, not silent for longer than forget_after. */
    KNOWN,
    /** Has a record in the month. */
    ACTIVE
  }

  static PackSettings from(ConfNode file, Defaults defaults) {
    return new PackSettings(
        file.labels(),
        file.child("entity").map(ConfNode::labels).orElse(new Labels("", "")),
        timeZone(file),
        file.text("currency"),
        file.choice("base", CustomerBase.class, CustomerBase.KNOWN),
        file.texts("seen_in"),
        SqlExpression.optional(file, "departed"),
        file.integer("forget_after", defaults.forgetAfterMonths()),
        file.text("value"),
        file.optionalText("balance").orElse(defaults.balance()),
        calendar(file),
        file.texts("key_features"),
        file.integer("restatement_horizon", defaults.restatementHorizon()),
        TransitionDef.from(file));
  }

  private static ZoneId timeZone(ConfNode file) {
    String text = file.text("time_zone");
    try {
      return text.isEmpty() ? ZoneOffset.UTC : ZoneId.of(text);
    } catch (DateTimeException e) {
      file.problem(
          "time_zone", "'" + text + "' is not a time zone; write for example Asia/Shanghai");
      return ZoneOffset.UTC;
    }
  }

  private static Map<String, OrderCycle> calendar(ConfNode file) {
    Map<String, OrderCycle> calendar = new LinkedHashMap<>();
    file.child("calendar")
        .ifPresent(
            cycles ->
                cycles
                    .keys()
                    .forEach(
                        name ->
                            calendar.put(
                                name, cycles.choice(name, OrderCycle.class, OrderCycle.MONTHLY))));
    return calendar;
  }

  PackSettings withSeenIn(List<String> sources) {
    return new PackSettings(
        labels,
        entity,
        timeZone,
        currency,
        base,
        sources,
        departed,
        forgetAfterMonths,
        value,
        balance,
        calendar,
        keyFeatures,
        restatementHorizon,
        transitions);
  }
}
