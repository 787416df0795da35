package io.fenqun.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fenqun.time.Month;
import io.fenqun.time.MonthRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Eight months of a small business, the same at every call: twelve customers, of whom C03 and C04,
 * and C07 and C08, order the same amounts, C09 closes in the sixth month and comes back in the
 * eighth, C10 orders in the first two months only, C11 comes in the fifth, and C12 skips the fourth
 * to the sixth. The third month has a record that is refused and one that stands twice; item I5 is
 * in no list; C12 has no place.
 */
final class SampleData {
  static final MonthRange MONTHS = new MonthRange(Month.parse("2024-01"), Month.parse("2024-08"));

  static final String ORDER_HEADER = "order_id,customer_id,item_id,ordered_on,kind,quantity,amount";

  private static final int CUSTOMERS = 12;

  private SampleData() {}

  /** Writes every file of the months into the folder. */
  static Path write(Path folder, MonthRange months) throws IOException {
    Files.createDirectories(folder.resolve("orders"));
    Files.createDirectories(folder.resolve("rating"));
    lines(folder.resolve("item.csv"), "item_id;Item Group;price", items());
    lines(folder.resolve("place.csv"), "customer_id,contact,region,joined_on", places());
    for (Month month : months.months()) {
      lines(orders(folder, month), ORDER_HEADER, orders(month));
      if (month.number() != 3) {
        lines(
            folder.resolve("rating/rating_" + month + ".csv"),
            "customer_id,points",
            ratings(month));
      }
    }
    return folder;
  }

  /** The order file of a month. */
  static Path orders(Path folder, Month month) {
    return folder.resolve("orders/orders_" + month + ".csv");
  }

  static void lines(Path file, String header, List<String> lines) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(header);
    all.addAll(lines);
    Files.write(file, all, UTF_8);
  }

  /** The lines of a month's orders, without a header. */
  static List<String> orders(Month month) {
    int m = month.number();
    List<String> lines = new ArrayList<>();
    for (int customer = 1; customer <= CUSTOMERS; customer++) {
      if (!hasOrders(customer, m)) {
        continue;
      }
      int twin = customer == 4 || customer == 8 ? customer - 1 : customer;
      for (int k = 0; k <= (twin + m) % 3; k++) {
        lines.add(order(month, customer, twin, k, k == 2 && twin % 5 == 0 ? "BACK" : "SALE"));
      }
      if (customer == 9 && m == 6) {
        lines.add(order(month, customer, twin, 7, "CLOSE"));
      }
    }
    if (m == 3) {
      lines.add(lines.get(0));
      lines.add("refused,C01,I1," + month + "-05,SALE,0,12.00");
    }
    return lines;
  }

  private static boolean hasOrders(int customer, int month) {
    return switch (customer) {
      case 9 -> month <= 6 || month == 8;
      case 10 -> month <= 2;
      case 11 -> month >= 5;
      case 12 -> month < 4 || month > 6;
      default -> true;
    };
  }

  private static String order(Month month, int customer, int twin, int k, String kind) {
    int m = month.number();
    int day = k == 0 && twin % 4 == 0 ? month.days() : 1 + (twin * 7 + k * 9) % 28;
    int units = 3 + (twin * 37 + m * 11 + k * 5) % 97;
    int scale = twin <= 2 ? 20 : 1;
    return String.format(
        Locale.ROOT,
        "%s-%s-%d,%s,I%d,%s-%02d,%s,%d,%d.%02d",
        month,
        id(customer),
        k,
        id(customer),
        1 + (twin + m + k) % 5,
        month,
        day,
        kind,
        1 + (twin + k) % 4,
        units * scale,
        (twin * m * (k + 1)) % 100);
  }

  private static List<String> items() {
    return List.of("I1;A;5.00", "I2;A;20.00", "I3;B;19.99", "I4;B;120.00");
  }

  private static List<String> places() {
    List<String> lines = new ArrayList<>();
    for (int customer = 1; customer < CUSTOMERS; customer++) {
      String region = customer % 3 == 0 ? "SOUTH" : "NORTH";
      lines.add(
          id(customer)
              + ",Person "
              + customer
              + ","
              + region
              + ",2023-0"
              + (1 + customer % 9)
              + "-15");
    }
    return lines;
  }

  private static List<String> ratings(Month month) {
    List<String> lines = new ArrayList<>();
    for (int customer = 1; customer <= CUSTOMERS; customer++) {
      lines.add(id(customer) + "," + (customer * 7 + month.number()) % 10);
    }
    return lines;
  }

  static String id(int customer) {
    return String.format(Locale.ROOT, "C%02d", customer);
  }
}
