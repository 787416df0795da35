package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MultiLineRecordsTest {
  private static final CsvGrammar GRAMMAR = CsvGrammar.of(Map.of("sep", ";", "escape", "\""));

  /** Number of the first line, the lines with / between them, ! where it is too long. */
  private static List<String> records(int most, String... lines) {
    List<NumberedLine> numbered = new ArrayList<>();
    for (String line : lines) {
      numbered.add(new NumberedLine(numbered.size() + 2, line.getBytes(StandardCharsets.UTF_8)));
    }
    MultiLineRecords records =
        new MultiLineRecords(numbered.iterator(), GRAMMAR, StandardCharsets.UTF_8, 3, most);
    List<String> found = new ArrayList<>();
    while (records.hasNext()) {
      MultiLineRecords.Found one = records.next();
      found.add(
          one.line().number()
              + (one.isTooLong() ? "! " : " ")
              + new String(one.line().bytes(), StandardCharsets.UTF_8).replace("\n", "/"));
    }
    return found;
  }

  @Test
  void aQuotedFieldGoesOnInTheNextLine() {
    assertThat(records(100, "a;\"one", "two\";1", "b;x;2", "c;\"\";\"", "", "end\"", "d;y;3"))
        .containsExactly("2 a;\"one/two\";1", "4 b;x;2", "5 c;\"\";\"//end\"", "8 d;y;3");
  }

  @Test
  void anOpenQuoteCostsItsOwnLineAlone() {
    assertThat(records(1000, "a;\"open;1", "b;x;2", "c;\"y\";3", "d;z;4"))
        .containsExactly("2 a;\"open;1", "3 b;x;2", "4 c;\"y\";3", "5 d;z;4");
    assertThat(records(1000, "a;x;1", "b;\"open", "c;y;3"))
        .containsExactly("2 a;x;1", "3 b;\"open", "4 c;y;3");
  }

  @Test
  void linesThatMakeNoRecordTogetherAreJudgedOneByOne() {
    // The quote is closed two lines later, with one field too many
    assertThat(records(1000, "a;\"open;1", "b;x;2", "c\";y;3;4", "d;z;4"))
        .containsExactly("2 a;\"open;1", "3 b;x;2", "4 c\";y;3;4", "5 d;z;4");
  }

  @Test
  void aRecordWithTooManyBytesIsOneRecordAndReadingGoesOnBehindIt() {
    assertThat(
            records(
                20, "a;x;1", "b;\"long", "longer text", "and more of it", "its end\";2", "c;y;3"))
        .containsExactly("2 a;x;1", "3! b;\"long", "7 c;y;3");
    assertThat(records(20, "a;\"a line of many bytes\";1", "b;x;2"))
        .containsExactly("2! a;\"a line of many bytes\";1", "3 b;x;2");
    assertThat(records(20, "a;\"open", "never closed", "by anybody here", "at all"))
        .containsExactly("2! a;\"open");
  }

  @Test
  void anOpenQuoteBeforeManyGoodRecordsIsNotTakenForALongOne() {
    assertThat(records(20, "a;\"open;1", "b;xxxxxx;2", "c;yyyyyyy;3", "d;zzzzzz;4", "e;x;5"))
        .containsExactly(
            "2 a;\"open;1", "3 b;xxxxxx;2", "4 c;yyyyyyy;3", "5 d;zzzzzz;4", "6 e;x;5");
  }

  @Test
  void whatIsWrittenIsReadBackWithOneFaultAmongIt() {
    long seed = 20241120;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<String> written = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        written.add("k" + i + ";" + quoted(random) + ";" + quoted(random));
      }
      int at = random.nextInt(written.size());
      if (round % 2 == 1) {
        written.set(at, "k" + at + ";x"); // too few fields
      }
      String[] lines = String.join("\n", written).split("\n", -1);
      assertThat(
              records(1000, lines).stream()
                  .map(record -> record.substring(record.indexOf(' ') + 1))
                  .collect(Collectors.toList()))
          .as("seed " + seed + " round " + round)
          .isEqualTo(written.stream().map(record -> record.replace("\n", "/")).toList());
    }
  }

  private static String quoted(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(List.of("a", ";", "\"\"", "\n", "b", " ").get(random.nextInt(6)));
    }
    return "\"" + text + "\"";
  }
}
