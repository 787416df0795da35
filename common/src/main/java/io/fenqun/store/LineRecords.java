package io.fenqun.store;

import io.fenqun.source.RawColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The lines of one split as rows (delivery, file, record_no, bytes, fault). This is the code that
 * runs per line of a text file. Lines end at {@code \n} only; a carriage return before it is taken
 * off. A line without any byte is no record, but it is counted as a line; inside a quoted field it
 * is part of the record. How lines become records, where these may have several, is {@link
 * MultiLineRecords}.
 *
 * @param files by path
 * @param firstLines number of the first line of a split that is not the first of its file, by
 *     {@link #splitName}
 * @param fieldCount of the header
 * @param maxRecordBytes of a record over several lines; 0 where every line is a record
 */
record LineRecords(
    String source,
    Map<String, InputFile> files,
    Map<String, Long> firstLines,
    boolean header,
    int fieldCount,
    CsvGrammar grammar,
    String encoding,
    int maxRecordBytes)
    implements Function2<InputSplit, Iterator<Tuple2<LongWritable, Text>>, Iterator<Row>> {

  static String splitName(FileSplit split) {
    return split.getPath() + "@" + split.getStart();
  }

  @Override
  public Iterator<Row> call(InputSplit part, Iterator<Tuple2<LongWritable, Text>> lines) {
    FileSplit split = (FileSplit) part;
    InputFile file = files.get(split.getPath().toString());
    if (file == null) {
      throw new IllegalStateException("not a listed file: " + split.getPath());
    }
    return new Records(file, firstLines.getOrDefault(splitName(split), 1L), lines);
  }

  private final class Records implements Iterator<Row> {
    private final InputFile file;
    private final Iterator<MultiLineRecords.Found> records;
    private final CharsetDecoder decoder = Charset.forName(encoding).newDecoder();
    private CharBuffer characters = CharBuffer.allocate(1024);
    private @Nullable Row next;

    Records(InputFile file, long firstLine, Iterator<Tuple2<LongWritable, Text>> lines) {
      this.file = file;
      Numbered numbered = new Numbered(file, firstLine, lines);
      this.records =
          maxRecordBytes > 0
              ? new MultiLineRecords(
                  numbered, grammar, Charset.forName(encoding), fieldCount, maxRecordBytes)
              : new OneLine(numbered);
    }

    @Override
    public boolean hasNext() {
      while (next == null && records.hasNext()) {
        MultiLineRecords.Found found = records.next();
        NumberedLine line = found.line();
        if (line.bytes().length > 0) {
          String fault = found.isTooLong() ? RawColumns.TOO_LONG : fault(line.bytes());
          next =
              RowFactory.create(file.delivery(), file.name(), line.number(), line.bytes(), fault);
        }
      }
      return next != null;
    }

    @Override
    public Row next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }

    private @Nullable String fault(byte[] bytes) {
      if (characters.capacity() < bytes.length) {
        characters = CharBuffer.allocate(bytes.length * 2);
      }
      characters.clear();
      decoder.reset();
      CoderResult decoded = decoder.decode(ByteBuffer.wrap(bytes), characters, true);
      if (!decoded.isError()) {
        decoded = decoder.flush(characters);
      }
      if (decoded.isError()) {
        return RawColumns.ENCODING;
      }
      characters.flip();
      return grammar.fields(characters) == fieldCount ? null : RawColumns.SHAPE;
    }
  }

  /** The lines but for the header, without line ends. */
  private final class Numbered implements Iterator<NumberedLine> {
    private final InputFile file;
    private final Iterator<Tuple2<LongWritable, Text>> lines;
    private long number;

    Numbered(InputFile file, long firstLine, Iterator<Tuple2<LongWritable, Text>> lines) {
      this.file = file;
      this.lines = lines;
      this.number = firstLine - 1;
      if (header && firstLine == 1 && hasNext()) {
        next();
      }
    }

    @Override
    public boolean hasNext() {
      try {
        return lines.hasNext();
      } catch (Exception e) { // Scala code throws IOException without declaring it
        if (e instanceof IOException io && DamagedFiles.isDamage(io, true)) {
          throw DamagedFiles.damaged(source, file.name(), io);
        }
        throw e;
      }
    }

    @Override
    public NumberedLine next() {
      Text line = lines.next()._2();
      number++;
      int length =
          line.getLength() > 0 && line.getBytes()[line.getLength() - 1] == '\r'
              ? line.getLength() - 1
              : line.getLength();
      return new NumberedLine(number, Arrays.copyOf(line.getBytes(), length));
    }
  }

  /** Every line is a record. */
  private record OneLine(Iterator<NumberedLine> lines) implements Iterator<MultiLineRecords.Found> {
    @Override
    public boolean hasNext() {
      return lines.hasNext();
    }

    @Override
    public MultiLineRecords.Found next() {
      return new MultiLineRecords.Found(lines.next(), false);
    }
  }
}
