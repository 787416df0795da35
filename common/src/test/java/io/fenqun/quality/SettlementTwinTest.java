package io.fenqun.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Beside what deliveries do one after the other, a twin that looks at all at once, key by key. */
class SettlementTwinTest extends SettlementHarness {
  private static final long serialVersionUID = 1L;

  @Test
  void generatedDeliveriesInAnyOrderAndReadAgainEqualTheTwin() {
    long seed = 20241117;
    Random random = new Random(seed);
    SortedMap<String, List<Sale>> files = generated(random);
    List<String> expected = null;
    for (int order = 0; order < 3; order++) {
      beginEmpty();
      List<String> deliveries = new ArrayList<>(files.keySet());
      if (order == 0) {
        read(files);
      } else {
        Collections.shuffle(deliveries, random);
        String wrong = deliveries.get(0);
        read(new TreeMap<>(Map.of(wrong, generated(random).get(wrong))));
        deliveries.forEach(delivery -> read(new TreeMap<>(Map.of(delivery, files.get(delivery)))));
        read(new TreeMap<>(Map.of(wrong, files.get(wrong))));
      }
      String as = "seed " + seed + " order " + order + " " + deliveries;
      assertThat(cleanTexts()).as(as).isEqualTo(twin(files, Standing.CLEAN));
      List<String> outdone = new ArrayList<>(twin(files, Standing.DUPLICATE));
      outdone.addAll(twin(files, Standing.SUPERSEDED));
      Collections.sort(outdone);
      assertThat(displacedTexts()).as(as).isEqualTo(outdone);
      assertThat(contents)
          .as(as)
          .isEqualTo(StoredContent.of(SALES, spark().createDataFrame(clean, CLEAN.schema())));
      expected = expected == null ? cleanTexts() : expected;
      assertThat(cleanTexts()).as(as).isEqualTo(expected);
    }
    assertThat(twin(files, Standing.DUPLICATE)).isNotEmpty();
    assertThat(twin(files, Standing.SUPERSEDED)).isNotEmpty();
  }

  /**
   * Six deliveries: a fifth of the records are late by one to four months, many keys come again.
   */
  private static SortedMap<String, List<Sale>> generated(Random random) {
    SortedMap<String, List<Sale>> files = new TreeMap<>();
    for (int month = 5; month <= 10; month++) {
      SortedMap<String, Sale> byKey = new TreeMap<>();
      for (int i = 0; i < 60; i++) {
        int late = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 0;
        String event = String.format("2024-%02d", month - late);
        String id = "k" + random.nextInt(25);
        String amount = random.nextInt(6) == 0 ? null : (1 + random.nextInt(2)) + ".00";
        byKey.putIfAbsent(event + id, new Sale(event, id, amount));
      }
      files.put(String.format("2024-%02d", month), List.copyOf(byKey.values()));
    }
    return files;
  }

  /** Delivery by delivery, key by key. */
  private static List<String> twin(SortedMap<String, List<Sale>> files, Standing wanted) {
    Map<List<String>, String> standingByRow =
        new TreeMap<>((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)));
    Map<String, List<String>> standing = new TreeMap<>();
    files.forEach(
        (delivery, sales) ->
            sales.forEach(
                sale -> {
                  List<String> row =
                      List.of(delivery, sale.month(), sale.id(), String.valueOf(sale.amount()));
                  List<String> now = standing.get(sale.month() + sale.id());
                  if (now != null && now.get(3).equals(row.get(3))) {
                    standingByRow.put(row, "DUPLICATE");
                  } else {
                    if (now != null) {
                      standingByRow.put(now, "SUPERSEDED");
                    }
                    standingByRow.put(row, "CLEAN");
                    standing.put(sale.month() + sale.id(), row);
                  }
                }));
    return standingByRow.entrySet().stream()
        .filter(row -> row.getValue().equals(wanted.name()))
        .map(
            row ->
                String.join(" ", row.getKey())
                    + (wanted == Standing.CLEAN ? "" : " " + row.getValue()))
        .sorted()
        .collect(Collectors.toList());
  }
}
