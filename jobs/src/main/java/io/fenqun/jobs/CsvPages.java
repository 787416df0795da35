package io.fenqun.jobs;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder for each group, in it a CSV file for each list: UTF-8, a header line, lines end in LF.
 */
final class CsvPages implements ListPages {
  private final ListWords words;
  private Path folder = Path.of("");
  private Optional<CsvWriter> file = Optional.empty();

  CsvPages(ListWords words) {
    this.words = words;
  }

  @Override
  public void open(Path base) throws IOException {
    folder = Files.createDirectory(base);
  }

  @Override
  public void list(String code) throws IOException {
    close();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    CsvWriter writer =
        new CsvWriter(
            Files.newBufferedWriter(folder.resolve(code + ".csv"), StandardCharsets.UTF_8),
            settings);
    writer.writeRow(words.headings());
    file = Optional.of(writer);
  }

  @Override
  public void line(ListLine line) {
    file.orElseThrow()
        .writeRow(
            line.rank(),
            line.customer(),
            line.reasons(),
            line.atStake() == null ? "" : line.atStake().toPlainString(),
            line.treatment(),
            line.owner());
  }

  @Override
  public void close() {
    file.ifPresent(CsvWriter::close);
    file = Optional.empty();
  }
}
