package io.fenqun.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvGrammarTest {
  private static final CsvGrammar SEMICOLON = CsvGrammar.of(Map.of("sep", ";"));
  private static final CsvGrammar DOUBLED = CsvGrammar.of(Map.of("escape", "\""));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "a;b;c|3",
        ";;|3",
        "\"a;b\";c|2",
        "\"\";\"\"|2",
        "\"a\\\";b\";c|2",
        "\"a\\\\\";c|2",
        "a\"b;c|2",
        "\"a;b;c|-1",
        "\"a\"b;c|-1",
        "\"a\"\"b\";c|-1",
        "\"a\\|-1",
        "a;\"|-1"
      })
  void fieldsAreCountedBySeparatorQuoteAndEscape(String line, int fields) {
    assertThat(SEMICOLON.fields(line)).isEqualTo(fields);
  }

  @Test
  void whereEscapeAndQuoteAreTheSameTwoAreOne() {
    assertThat(DOUBLED.split("\"5\"\" pipe, black\",\"\"\"\",x"))
        .containsExactly("5\" pipe, black", "\"", "x");
    assertThat(DOUBLED.fields("\"a\"\",b")).isEqualTo(-1);
  }

  @Test
  void aSeparatorMayHaveSeveralCharactersAndAQuoteMayBeNone() {
    assertThat(CsvGrammar.of(Map.of("delimiter", "||")).split("a|b||\"c||d\""))
        .containsExactly("a|b", "c||d");
    assertThat(CsvGrammar.of(Map.of("sep", "\\t", "quote", "")).split("\"a\tb"))
        .containsExactly("\"a", "b");
  }

  @Test
  void anEmptyLineIsOneEmptyField() {
    assertThat(SEMICOLON.split("")).containsExactly("");
  }

  @Test
  void whatIsWrittenWithQuotesIsReadBack() {
    long seed = 20240601;
    Random random = new Random(seed);
    String alphabet = "ab;\"\\ é";
    for (int i = 0; i < 2000; i++) {
      List<String> fields = new ArrayList<>();
      List<String> written = new ArrayList<>();
      int count = 1 + random.nextInt(4);
      for (int f = 0; f < count; f++) {
        StringBuilder text = new StringBuilder();
        for (int c = random.nextInt(6); c > 0; c--) {
          text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        fields.add(text.toString());
        written.add("\"" + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
      }
      String line = String.join(";", written);
      assertThat(SEMICOLON.fields(line)).as("seed %d, line %s", seed, line).isEqualTo(count);
      assertThat(SEMICOLON.split(line)).as("seed %d, line %s", seed, line).isEqualTo(fields);
    }
  }
}
