package io.fenqun.jobs;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three months of 200 customers, the same at every call: every seventh comes in the second month,
 * every eleventh orders nothing in the last one, one closes in the second, and each month has a
 * record that is refused. The first month is the last of a half-year.
 */
final class TinyData {
  static final MonthRange MONTHS = new MonthRange(Month.parse("2023-12"), Month.parse("2024-02"));

  private static final int CUSTOMERS = 200;

  private TinyData() {}

  static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    SampleData.lines(
        folder.resolve("place.csv"),
        "customer_id,region",
        customers().mapToObj(c -> id(c) + (c % 3 == 0 ? ",SOUTH" : ",NORTH")).toList());
    for (Month month : MONTHS.months()) {
      SampleData.lines(
          folder.resolve("orders_" + month + ".csv"),
          "order_id,customer_id,ordered_on,kind,amount",
          Stream.concat(
                  customers().filter(c -> hasOrders(c, month)).mapToObj(c -> order(c, month)),
                  Stream.of("refused-" + month + ",C001," + month + "-03,SALE,0.00"))
              .toList());
    }
    return folder;
  }

  private static boolean hasOrders(int customer, Month month) {
    return (customer % 7 != 0 || month.compareTo(MONTHS.from()) > 0)
        && (customer % 11 != 0 || month.compareTo(MONTHS.to()) < 0);
  }

  private static String order(int customer, Month month) {
    return String.format(
        Locale.ROOT,
        "%s-%s,%s,%s-%02d,%s,%d.%02d",
        month,
        id(customer),
        id(customer),
        month,
        1 + customer % 28,
        customer == 5 && month.number() == 1 ? "CLOSE" : "SALE",
        20 + customer * 37 * month.number() % 700,
        customer % 100);
  }

  private static IntStream customers() {
    return IntStream.rangeClosed(1, CUSTOMERS);
  }

  private static String id(int customer) {
    return String.format(Locale.ROOT, "C%03d", customer);
  }
}
