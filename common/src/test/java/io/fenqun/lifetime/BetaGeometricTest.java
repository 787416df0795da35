package io.fenqun.lifetime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fenqun.lifetime.GammaGamma.Spending;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/**
 * On the sample of CDNOW, 2,357 customers counted by their histories in weeks, as published with
 * the paper and carried by the Python package lifetimes.
 */
class BetaGeometricTest {
  private static List<History> cdnow() throws IOException {
    return lines("cdnow.csv").stream()
        .map(
            cells ->
                new History(
                    Long.parseLong(cells[0]),
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Long.parseLong(cells[3])))
        .toList();
  }

  private static List<String[]> lines(String file) throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(BetaGeometricTest.class.getResourceAsStream("/lifetime/" + file))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .toList();
    }
  }

  @Test
  void theAmountsOfTheSameCustomers() throws IOException {
    List<Spending> spendings =
        lines("cdnow_spending.csv").stream()
            .map(
                cells ->
                    new Spending(
                        Long.parseLong(cells[0]),
                        Double.parseDouble(cells[1]),
                        Long.parseLong(cells[2])))
            .toList();
    GammaGamma model = GammaGamma.fit(spendings);

    assertThat(model.p()).isEqualTo(6.25, within(0.01));
    assertThat(model.q()).isEqualTo(3.74, within(0.005));
    assertThat(model.gamma()).isEqualTo(15.44, within(0.02));
  }

  @Test
  void theParametersOfThePaper() throws IOException {
    List<History> histories = cdnow();
    BetaGeometric model = BetaGeometric.fit(histories);

    assertThat(histories.stream().mapToLong(History::customers).sum()).isEqualTo(2357);
    assertThat(model.r()).isEqualTo(0.243, within(0.0005));
    assertThat(model.alpha()).isEqualTo(4.414, within(0.0005));
    assertThat(model.a()).isEqualTo(0.793, within(0.0005));
    assertThat(model.b()).isEqualTo(2.426, within(0.0005));
    assertThat(model.logLikelihood(histories)).isEqualTo(-9582.4, within(0.05));
  }

  @Test
  void theOrderOfHistoriesPlaysNoPart() throws IOException {
    List<History> shuffled = new ArrayList<>(cdnow());
    Collections.shuffle(shuffled, new Random(3));

    assertThat(BetaGeometric.fit(shuffled)).isEqualTo(BetaGeometric.fit(cdnow()));
  }

  @Test
  void expectationsOfSingleCustomers() {
    BetaGeometric model = new BetaGeometric(0.2425945, 4.4136019, 0.7929199, 2.4258881);

    // as the R package BTYD has them in its vignette
    assertThat(model.expected(new History(26, 30.86, 31, 1), 52)).isEqualTo(25.76, within(0.005));
    assertThat(model.alive(new History(23, 39, 39, 1)))
        .isEqualTo(1 / (1 + 0.7929199 / 24.4258881), within(1e-12));
    assertThat(model.alive(new History(0, 0, 39, 1))).isEqualTo(1);
    // a newcomer: no history yet
    assertThat(model.expected(new History(0, 0, 0, 1), 52)).isEqualTo(1.444, within(0.0005));
  }

  @Test
  void amountsThatWereDrawnFromTheModelGiveItsParameters() {
    Well19937c random = new Well19937c(11);
    GammaDistribution scales = new GammaDistribution(random, 4, 1 / 15.0);
    List<Spending> spendings = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long purchases = 1 + i % 6;
      double scale = scales.sample();
      double total = new GammaDistribution(random, 6 * purchases, 1 / scale).sample();
      spendings.add(new Spending(purchases, total / purchases, 1));
    }
    GammaGamma model = GammaGamma.fit(spendings);

    assertThat(model.p()).isEqualTo(6, within(0.3));
    assertThat(model.q()).isEqualTo(4, within(0.2));
    assertThat(model.gamma()).isEqualTo(15, within(1.5));
    // everyone's mean is p γ / (q - 1) = 30; one purchase moves it little
    assertThat(new GammaGamma(6, 4, 15).expected(1, 60)).isEqualTo(6 * 75.0 / 9, within(1e-9));
  }
}
