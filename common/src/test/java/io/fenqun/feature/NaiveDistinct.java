package io.fenqun.feature;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.Platform;

/** Distinct texts: all of them, and above the limit an estimate from all hashes, sorted. */
final class NaiveDistinct {
  private static final long SPARKS_SEED = 42;
  private static final BigDecimal ALL = new BigDecimal(BigInteger.ONE.shiftLeft(64));

  private NaiveDistinct() {}

  static long count(List<String> texts) {
    int limit = FeatureRun.DISTINCT_LIMIT;
    TreeSet<Long> hashes = new TreeSet<>(texts.stream().map(NaiveDistinct::hash).toList());
    if (hashes.size() <= limit) {
      return hashes.size();
    }
    BigDecimal kth =
        BigDecimal.valueOf(hashes.stream().skip(limit - 1L).findFirst().orElseThrow())
            .subtract(BigDecimal.valueOf(Long.MIN_VALUE));
    long estimate =
        BigDecimal.valueOf(limit - 1L)
            .multiply(ALL)
            .divide(kth, MathContext.DECIMAL128)
            .setScale(0, RoundingMode.HALF_UP)
            .longValueExact();
    return Math.max(estimate, limit + 1L);
  }

  private static long hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, SPARKS_SEED);
  }
}
