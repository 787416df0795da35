package io.fenqun.scheme.method;

import static org.apache.spark.sql.functions.lit;

import io.fenqun.conf.ConfNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/**
 * A segment and the share of customers up to and including it. Shares may have decimals; both sides
 * of the comparison are scaled to integers.
 *
 * @param cumulative in units of which {@code whole} make 100 percent
 */
record ShareOf(String code, long cumulative, long whole) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** 10^8 units times ten thousand million customers still fit a bigint. */
  private static final int MOST_DECIMALS = 6;

  /** The segments of a share scheme; the shares must add up to 100. */
  static List<ShareOf> list(ConfNode file) {
    List<ConfNode> segments = SegmentList.of(file);
    List<BigDecimal> shares = segments.stream().map(ShareOf::share).toList();
    requireHundred(
        file, "shares", Optional.of(shares.stream().reduce(BigDecimal.ZERO, BigDecimal::add)));
    requireHundred(file, "value shares", expectedValue(segments));
    int decimals = shares.stream().mapToInt(BigDecimal::scale).max().orElse(0);
    List<ShareOf> list = new ArrayList<>();
    BigDecimal cumulative = BigDecimal.ZERO;
    for (int i = 0; i < shares.size(); i++) {
      cumulative = cumulative.add(shares.get(i));
      list.add(
          new ShareOf(
              segments.get(i).text("code"), units(cumulative, decimals), units(HUNDRED, decimals)));
    }
    return List.copyOf(list);
  }

  private static BigDecimal share(ConfNode segment) {
    if (!segment.has("share")) {
      segment.problem("share", "is missing");
    }
    BigDecimal share = segment.decimal("share").orElse(BigDecimal.ZERO).stripTrailingZeros();
    if (segment.has("share") && share.signum() <= 0) {
      segment.problem("share", share.toPlainString() + " is not above 0");
    }
    if (share.scale() > MOST_DECIMALS) {
      segment.problem("share", "has more than " + MOST_DECIMALS + " decimals");
      return BigDecimal.ZERO;
    }
    return share.scale() < 0 ? share.setScale(0) : share;
  }

  /** Empty where a segment names none: then nothing is expected of the sum. */
  private static Optional<BigDecimal> expectedValue(List<ConfNode> segments) {
    boolean isComplete = segments.stream().allMatch(segment -> segment.has("value_share"));
    return Optional.of(segments)
        .filter(all -> isComplete)
        .map(
            all ->
                all.stream()
                    .flatMap(segment -> segment.decimal("value_share").stream())
                    .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private static void requireHundred(ConfNode file, String what, Optional<BigDecimal> sum) {
    sum.filter(total -> total.compareTo(HUNDRED) != 0 && file.has("segments"))
        .ifPresent(
            total ->
                file.problem(
                    "segments", what + " add up to " + total.toPlainString() + ", not to 100"));
  }

  private static long units(BigDecimal percent, int decimals) {
    return percent.movePointRight(decimals).longValueExact();
  }

  /** True where the customer with this rank of so many is in this segment or a better one. */
  Column reaches(Column rank, Column groupRows) {
    return groupRows.multiply(lit(cumulative)).gt(rank.minus(1).multiply(lit(whole)));
  }

  /** Of the customers up to and including this segment, in percent. */
  BigDecimal percent() {
    return BigDecimal.valueOf(cumulative).multiply(HUNDRED).divide(BigDecimal.valueOf(whole));
  }

  /** The last rank of so many customers that reaches it: ceil(percent × n ÷ 100), bigint. */
  Column lastRank(Column groupRows) {
    Column scaled = groupRows.multiply(lit(cumulative)).plus(lit(whole - 1));
    return functions.call_function("div", scaled, lit(whole));
  }

  String canonical() {
    return code + " up to " + cumulative + "/" + whole;
  }
}
