package io.fenqun.store;

import io.fenqun.error.FenqunException;
import io.fenqun.source.SourceDef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Reads the first line of a file on the driver. A file whose header cannot be had is refused with
 * kind DATA: no record of it has a meaning.
 */
final class CsvHeader {
  /** More than any header has; a file without a line end is not text. */
  private static final int MAX_BYTES = 1 << 20;

  private final SourceDef source;
  private final CsvGrammar grammar;
  private final boolean named;
  private final Configuration hadoop;

  CsvHeader(SourceDef source, CsvGrammar grammar, boolean named, Configuration hadoop) {
    this.source = source;
    this.grammar = grammar;
    this.named = named;
    this.hadoop = hadoop;
  }

  /**
   * The names of the fields, {@code _c0} … where the file has no header; nothing for an empty file
   * that the source allows.
   */
  Optional<List<String>> names(InputFile file) {
    Path path = new Path(file.path());
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    try (InputStream bytes = path.getFileSystem(hadoop).open(path);
        InputStream text = codec == null ? bytes : codec.createInputStream(bytes)) {
      byte[] line = line(text, file);
      boolean hasRecord = named ? hasRecord(text) : line.length > 0;
      if (!hasRecord && !source.allowEmpty()) {
        throw fault(
            file,
            "is empty; deliver it again, or say allow_empty: true in " + source.position().file());
      }
      return line.length == 0 ? Optional.empty() : Optional.of(names(line, file));
    } catch (IOException e) {
      throw DamagedFiles.isDamage(e, codec != null)
          ? DamagedFiles.damaged(source.name(), file.name(), e)
          : StorageFaults.translate(
              "Cannot read " + file.name() + " of source " + source.name(), e);
    }
  }

  private byte[] line(InputStream text, InputFile file) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = text.read(); next >= 0 && next != '\n'; next = text.read()) {
      if (line.size() == MAX_BYTES) {
        throw fault(
            file,
            "has no line end in its first "
                + MAX_BYTES
                + " bytes; it is not a text file with lines");
      }
      line.write(next);
    }
    return line.toByteArray();
  }

  private static boolean hasRecord(InputStream text) throws IOException {
    int next = text.read();
    while (next == '\n' || next == '\r') {
      next = text.read();
    }
    return next >= 0;
  }

  private List<String> names(byte[] line, InputFile file) {
    if (isWide(line)) {
      throw fault(file, "is UTF-16 or UTF-32; convert it to UTF-8");
    }
    boolean marked =
        line.length >= 3
            && line[0] == (byte) 0xEF
            && line[1] == (byte) 0xBB
            && line[2] == (byte) 0xBF;
    int start = marked ? 3 : 0;
    int end = line.length > start && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
    String text;
    try {
      text =
          Charset.forName(source.encoding())
              .newDecoder()
              .decode(ByteBuffer.wrap(line, start, end - start))
              .toString();
    } catch (CharacterCodingException e) {
      throw fault(
          file,
          "has a header that is not "
              + source.encoding()
              + "; name its encoding in "
              + source.position().file());
    }
    if (grammar.fields(text) < 0) {
      throw fault(
          file,
          "has a header with an open quote; check sep, quote and escape in "
              + source.position().file());
    }
    List<String> fields = grammar.split(text);
    return named ? fields : numbered(fields.size());
  }

  private static List<String> numbered(int size) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      names.add("_c" + i);
    }
    return names;
  }

  /**
   * A byte order mark of two bytes, or a zero byte, which no text in a one-byte-line-end encoding
   * has.
   */
  private static boolean isWide(byte[] line) {
    boolean bigMark = line.length >= 2 && line[0] == (byte) 0xFE && line[1] == (byte) 0xFF;
    boolean littleMark = line.length >= 2 && line[0] == (byte) 0xFF && line[1] == (byte) 0xFE;
    for (byte b : line) {
      if (b == 0) {
        return true;
      }
    }
    return bigMark || littleMark;
  }

  private FenqunException fault(InputFile file, String what) {
    return FenqunException.data(
        "Cannot read source " + source.name() + ": " + file.name() + " " + what);
  }
}
