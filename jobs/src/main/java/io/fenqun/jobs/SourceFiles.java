package io.fenqun.jobs;

import io.fenqun.pack.Pack;
import io.fenqun.plan.SourceInputs;
import io.fenqun.source.SourceDef;
import io.fenqun.store.ScannedFiles;
import io.fenqun.store.SourceReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * Which files of sources each step of a run read: files as they were delivered, of any source, and
 * files of the clean tables of transactions. They belong to the line of the ledger of their source
 * and month, where the step has one; else to the first line of their source, as files of other
 * months.
 */
final class SourceFiles {
  private static final Pattern MONTH = Pattern.compile("/month=([0-9]{4}-[0-9]{2})/");

  private final ScannedFiles scanned;
  private final Pack pack;
  private final SourceReader reader;
  private final String tables;

  SourceFiles(ScannedFiles scanned, JobContext context, String warehouse) {
    this.scanned = scanned;
    this.pack = context.pack();
    this.reader = context.reader();
    this.tables = new Path(warehouse, pack.name()).toUri().getPath() + "/";
  }

  /** Whatever was read so far is of no step. */
  void forget() {
    scanned.take();
  }

  /** The lines of a step with what was read since the last call. */
  List<StepResult> noted(List<StepResult> results) {
    return scanned
        .take()
        .map(files -> noted(results, files))
        .orElseGet(
            () -> results.stream().map(result -> result.withFiles(FilesRead.UNKNOWN)).toList());
  }

  private List<StepResult> noted(List<StepResult> results, List<String> files) {
    Map<Integer, Long> ofMonth = new HashMap<>();
    Map<Integer, Long> ofOthers = new HashMap<>();
    for (String file : files) {
      found(file)
          .filter(any -> !results.isEmpty())
          .ifPresent(
              read -> {
                Optional<Integer> line = line(results, read);
                line.ifPresent(index -> ofMonth.merge(index, 1L, Long::sum));
                if (line.isEmpty()) {
                  ofOthers.merge(first(results, read.source()), 1L, Long::sum);
                }
              });
    }
    List<StepResult> noted = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      noted.add(
          results
              .get(i)
              .withFiles(FilesRead.of(ofMonth.getOrDefault(i, 0L), ofOthers.getOrDefault(i, 0L))));
    }
    return noted;
  }

  /**
   * @param month or delivery
   */
  private record Read(String source, String month) {}

  private Optional<Read> found(String file) {
    String path = new Path(file).toUri().getPath();
    if (path.startsWith(tables)) {
      return clean(path);
    }
    for (SourceDef source : pack.sources().values()) {
      Optional<String> delivery = reader.delivery(source, file);
      if (delivery.isPresent()) {
        return Optional.of(new Read(source.name(), delivery.get()));
      }
    }
    return Optional.empty();
  }

  private Optional<Read> clean(String path) {
    String table = path.substring(tables.length()).replaceFirst("/.*", "");
    Matcher month = MONTH.matcher(path);
    return Optional.ofNullable(pack.sources().get(table))
        .filter(source -> source.isTransactions() && month.find())
        .map(source -> new Read(table, month.group(1)));
  }

  private static Optional<Integer> line(List<StepResult> results, Read read) {
    for (int i = 0; i < results.size(); i++) {
      StepResult result = results.get(i);
      if (isOf(result, read.source()) && result.month().equals(read.month())) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static int first(List<StepResult> results, String source) {
    for (int i = 0; i < results.size(); i++) {
      if (isOf(results.get(i), source)) {
        return i;
      }
    }
    return 0;
  }

  private static boolean isOf(StepResult result, String source) {
    return result.step().equals(TileWriter.tileStep(source))
        || result.step().equals(SourceInputs.step(source));
  }
}
