package io.fenqun.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.NewHadoopPartition;
import scala.Tuple2;

/** The lines of files, split by split, and the numbers of the lines with which splits begin. */
final class TextLines {
  private final JavaNewHadoopRDD<LongWritable, Text> lines;

  /**
   * @param whole true: a file is one split
   */
  TextLines(JavaSparkContext context, Configuration hadoop, List<InputFile> files, boolean whole)
      throws IOException {
    Job job = Job.getInstance(hadoop);
    FileInputFormat.setInputPaths(
        job, files.stream().map(file -> new Path(file.path())).toArray(Path[]::new));
    job.getConfiguration().set("textinputformat.record.delimiter", "\n");
    Class<? extends TextInputFormat> format = whole ? WholeFiles.class : TextInputFormat.class;
    this.lines =
        (JavaNewHadoopRDD<LongWritable, Text>)
            context.newAPIHadoopRDD(job.getConfiguration(), format, LongWritable.class, Text.class);
  }

  /**
   * Where a line is inside of a record is known only to who has read the file from its beginning.
   */
  public static final class WholeFiles extends TextInputFormat {
    @Override
    protected boolean isSplitable(JobContext context, Path file) {
      return false;
    }
  }

  JavaNewHadoopRDD<LongWritable, Text> rdd() {
    return lines;
  }

  /**
   * By {@link LineRecords#splitName}, for splits after the first of their file. Costs a pass over
   * files with several splits, if any.
   */
  Map<String, Long> firstLines() {
    List<FileSplit> splits =
        lines.partitions().stream()
            .map(p -> (FileSplit) ((NewHadoopPartition) p).serializableHadoopSplit().value())
            .toList();
    Map<Path, List<FileSplit>> byFile =
        splits.stream().collect(Collectors.groupingBy(FileSplit::getPath));
    Set<String> divided =
        byFile.values().stream()
            .filter(parts -> parts.size() > 1)
            .flatMap(List::stream)
            .map(LineRecords::splitName)
            .collect(Collectors.toSet());
    Map<String, Long> firstLines = new HashMap<>();
    if (divided.isEmpty()) {
      return firstLines;
    }
    Map<String, Long> counts = new HashMap<>();
    lines
        .mapPartitionsWithInputSplit(
            (split, records) -> count((FileSplit) split, records, divided), true)
        .collect()
        .forEach(count -> counts.put(count._1(), count._2()));
    byFile
        .values()
        .forEach(
            parts -> {
              Map<Long, FileSplit> inOrder = new TreeMap<>();
              parts.forEach(part -> inOrder.put(part.getStart(), part));
              long first = 1;
              for (FileSplit part : inOrder.values()) {
                firstLines.put(LineRecords.splitName(part), first);
                first += counts.getOrDefault(LineRecords.splitName(part), 0L);
              }
            });
    return firstLines;
  }

  private static Iterator<Tuple2<String, Long>> count(
      FileSplit split, Iterator<Tuple2<LongWritable, Text>> records, Set<String> divided) {
    String name = LineRecords.splitName(split);
    if (!divided.contains(name)) {
      return Stream.<Tuple2<String, Long>>empty().iterator();
    }
    long count = 0;
    while (records.hasNext()) {
      records.next();
      count++;
    }
    return Stream.of(new Tuple2<>(name, count)).iterator();
  }
}
