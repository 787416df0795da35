package io.fenqun.quality;

import java.math.BigDecimal;

/**
 * Sums of one declared money column over the records of one delivery and month; read = clean +
 * quarantined + duplicates + superseded.
 *
 * @param unparsed records whose amount could not be read; they are in no sum
 */
public record MoneyCounts(
    BigDecimal read,
    BigDecimal clean,
    BigDecimal quarantined,
    BigDecimal duplicates,
    BigDecimal superseded,
    long unparsed) {
  public MoneyCounts plus(MoneyCounts other) {
    return new MoneyCounts(
        read.add(other.read),
        clean.add(other.clean),
        quarantined.add(other.quarantined),
        duplicates.add(other.duplicates),
        superseded.add(other.superseded),
        unparsed + other.unparsed);
  }

  MoneyCounts displaced(BigDecimal amount, boolean isDuplicate) {
    BigDecimal ofDuplicates = isDuplicate ? amount : BigDecimal.ZERO;
    return new MoneyCounts(
        read,
        clean.subtract(amount),
        quarantined,
        duplicates.add(ofDuplicates),
        superseded.add(amount.subtract(ofDuplicates)),
        unparsed);
  }

  boolean reconciles() {
    return read.compareTo(clean.add(quarantined).add(duplicates).add(superseded)) == 0;
  }
}
