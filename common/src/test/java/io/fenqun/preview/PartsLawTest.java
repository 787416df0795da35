package io.fenqun.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fenqun.scheme.Segments;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The parts of a movement add up to the whole, whatever was edited. */
class PartsLawTest extends PreviewTest {
  private static final long serialVersionUID = 1L;
  private static final String MONTH = "2024-01";
  private static final int CUSTOMERS = 60;
  private static final int ROUNDS = 6;

  private List<Row> customers(Random random) {
    List<Row> customers = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      String level = i % 13 == 0 ? null : random.nextInt(80) * 100 + ".50";
      customers.add(customer("c" + i, MONTH, random.nextInt(4), level, random.nextInt(9) + ".25"));
    }
    return customers;
  }

  /** Bands with other floors, codes, population and quantity; lines in another order at times. */
  private static String bands(Random random) {
    StringBuilder yaml = new StringBuilder("zh: 等级\nen: level\nmethod: bands\n");
    yaml.append("value: ").append(random.nextBoolean() ? "level" : "amount_3m").append('\n');
    if (random.nextInt(3) > 0) {
      yaml.append("population: event_count > ").append(random.nextInt(2)).append('\n');
    }
    yaml.append("by: ").append(random.nextInt(4) > 0 ? "level" : "level + 250").append('\n');
    yaml.append("segments:\n  - {code: LOW, zh: 低, en: low}\n");
    int floor = 500;
    for (String code : List.of("ONE", "MIDDLE", "TWO", "HIGH")) {
      floor += 100 + random.nextInt(15) * 100;
      if (random.nextBoolean()) {
        yaml.append("  - {code: %s, floor: %d, zh: 段, en: band}\n".formatted(code, floor));
      }
    }
    return yaml.toString();
  }

  /** Rules in any order, some missing, with and without a rest. */
  private static String rules(Random random) {
    List<String> rules = new ArrayList<>();
    Stream.of("QUIET", "BUSY", "ONE", "TWO")
        .filter(code -> random.nextInt(4) > 0)
        .forEach(code -> rules.add(random.nextInt(rules.size() + 1), code));
    StringBuilder yaml = new StringBuilder("zh: 状态\nen: mood\nmethod: rules\nsegments:\n");
    for (String code : rules) {
      yaml.append(
          "  - {code: %s, when: \"event_count * 1 = %d or level + 0 > %d\", zh: 规, en: rule}\n"
              .formatted(code, random.nextInt(4), 3000 + random.nextInt(50) * 100));
    }
    return yaml.append("  - {code: CALM, zh: 平, en: calm}\n").toString();
  }

  @Test
  void overTheStepsTheNetOfEverySegmentIsNewMinusOldInCustomersAndMoney() throws IOException {
    for (int seed = 1; seed <= ROUNDS; seed++) {
      Random random = new Random(seed);
      SchemeChange change =
          seed % 2 == 0 ? change("asset_level", bands(random)) : change("mood", rules(random));
      Dataset<Row> features = features(customers(random)).repartition(3);
      Dataset<Row> published =
          features
              .where("event_count = 1")
              .selectExpr("customer_id", "if(level > 4000, 'HIGH', 'GONE') segment");
      SchemePreview preview = preview(change, MONTH, features, Optional.of(published));
      String message = "seed " + seed + ", " + change.steps().size() + " steps";

      Map<String, Net> parts = new TreeMap<>(Net.of(preview.drift()));
      preview.steps().forEach(step -> Net.of(step).forEach((s, n) -> parts.merge(s, n, Net::plus)));
      Map<String, Net> sizes = newMinusOld(preview.matrix());
      parts.values().removeIf(PartsLawTest::isNothing);
      sizes.values().removeIf(PartsLawTest::isNothing);
      assertThat(parts).as(message).isEqualTo(sizes);
      assertThat(preview.matrix().stream().mapToLong(Move::customers).sum())
          .as(message)
          .isEqualTo(CUSTOMERS);
      assertThat(change.steps()).as(message).isNotEmpty();
      assertThat(preview.drift()).as(message).isNotEmpty();
    }
  }

  private static boolean isNothing(Net net) {
    return net.customers() == 0 && net.amount().signum() == 0;
  }

  /** Column totals less row totals of the matrix. */
  private static Map<String, Net> newMinusOld(List<Move> matrix) {
    Map<String, Net> sizes = new TreeMap<>();
    for (Move cell : matrix) {
      sizes.merge(cell.to(), new Net(cell.customers(), cell.amount()), Net::plus);
      sizes.merge(cell.from(), new Net(-cell.customers(), cell.amount().negate()), Net::plus);
    }
    return sizes;
  }

  @Test
  void theMatrixIsThatOfBandsAssignedOneByOne() throws IOException {
    for (int seed = 11; seed <= 13; seed++) {
      Random random = new Random(seed);
      int middle = 500 + random.nextInt(20) * 100;
      int high = middle + 100 + random.nextInt(40) * 100;
      SchemeChange change =
          edited("asset_level", "floor: 1000", "floor: " + middle, "floor: 5000", "floor: " + high);
      List<Row> customers = customers(random);
      Map<String, String> expected = new HashMap<>();
      Map<String, BigDecimal> amounts = new HashMap<>();
      Map<String, Long> counts = new HashMap<>();
      for (Row customer : customers) {
        String key = band(customer, 1000, 5000) + " " + band(customer, middle, high);
        BigDecimal level = customer.getDecimal(4);
        amounts.merge(key, level == null ? BigDecimal.ZERO.setScale(2) : level, BigDecimal::add);
        counts.merge(key, 1L, Long::sum);
      }
      counts.forEach((key, count) -> expected.put(key, count + " " + amounts.get(key)));
      Map<String, String> counted = new HashMap<>();
      for (Move cell : preview(change, MONTH, features(customers)).matrix()) {
        counted.put(cell.from() + " " + cell.to(), cell.customers() + " " + cell.amount());
      }
      assertThat(counted).as("seed " + seed).isEqualTo(expected);
    }
  }

  private static String band(Row customer, int middle, int high) {
    BigDecimal level = customer.getDecimal(4);
    if (level == null || customer.getLong(3) <= 0) {
      return Segments.OUTSIDE;
    }
    return level.compareTo(BigDecimal.valueOf(high)) >= 0
        ? "HIGH"
        : level.compareTo(BigDecimal.valueOf(middle)) >= 0 ? "MIDDLE" : "LOW";
  }
}
