package io.fenqun.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines of a file together to records, where a quoted field may go on in the next line. A
 * record that its lines do not complete is its first line alone, and the next line begins another
 * one: an open quote costs the line that it stands in, not the rest of the file. Only where more
 * than {@code most} bytes lie behind an open quote and most of these lines are no records of their
 * own are they taken as one record that is too long, up to where its quote is closed.
 */
final class MultiLineRecords implements Iterator<MultiLineRecords.Found> {
  /**
   * @param isTooLong true: the line holds only the beginning of the record
   */
  record Found(NumberedLine line, boolean isTooLong) {}

  private final Iterator<NumberedLine> lines;
  private final CsvGrammar grammar;
  private final Charset charset;
  private final int fieldCount;
  private final int most;

  /** Read from {@code lines}, and to be given again. */
  private final Deque<NumberedLine> waiting = new ArrayDeque<>();

  /**
   * @param most bytes of a record
   */
  MultiLineRecords(
      Iterator<NumberedLine> lines, CsvGrammar grammar, Charset charset, int fieldCount, int most) {
    this.lines = lines;
    this.grammar = grammar;
    this.charset = charset;
    this.fieldCount = fieldCount;
    this.most = most;
  }

  @Override
  public boolean hasNext() {
    return !waiting.isEmpty() || lines.hasNext();
  }

  @Override
  public Found next() {
    NumberedLine first = line();
    if (first == null) {
      throw new NoSuchElementException();
    }
    if (first.bytes().length > most) {
      return new Found(first, true);
    }
    CsvGrammar.State state = grammar.after(text(first), CsvGrammar.State.WHOLE);
    if (state != CsvGrammar.State.OPEN) {
      return new Found(first, false);
    }
    Deque<NumberedLine> more = new ArrayDeque<>();
    long bytes = first.bytes().length;
    while (state == CsvGrammar.State.OPEN && bytes <= most) {
      NumberedLine line = line();
      if (line == null) {
        return alone(first, more);
      }
      more.add(line);
      bytes += 1L + line.bytes().length;
      state = grammar.after(text(line), CsvGrammar.State.OPEN);
    }
    if (bytes > most) {
      return tooLong(first, more, state);
    }
    NumberedLine whole = joined(first, more);
    boolean isRecord = state == CsvGrammar.State.WHOLE && grammar.fields(text(whole)) == fieldCount;
    return isRecord ? new Found(whole, false) : alone(first, more);
  }

  private Found alone(NumberedLine first, Deque<NumberedLine> more) {
    while (!more.isEmpty()) {
      waiting.addFirst(more.removeLast());
    }
    return new Found(first, false);
  }

  private Found tooLong(NumberedLine first, Deque<NumberedLine> more, CsvGrammar.State reached) {
    long records = more.stream().filter(line -> grammar.fields(text(line)) == fieldCount).count();
    if (2 * records > more.size()) {
      return alone(first, more);
    }
    CsvGrammar.State state = reached;
    while (state == CsvGrammar.State.OPEN) {
      NumberedLine line = line();
      if (line == null) {
        break;
      }
      state = grammar.after(text(line), CsvGrammar.State.OPEN);
    }
    return new Found(first, true);
  }

  private @Nullable NumberedLine line() {
    if (!waiting.isEmpty()) {
      return waiting.removeFirst();
    }
    return lines.hasNext() ? lines.next() : null;
  }

  /** Bytes that are no text are replaced here; whether there are any is looked at later. */
  private String text(NumberedLine line) {
    return new String(line.bytes(), charset);
  }

  private static NumberedLine joined(NumberedLine first, Deque<NumberedLine> more) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first.bytes());
    for (NumberedLine line : more) {
      bytes.write('\n');
      bytes.writeBytes(line.bytes());
    }
    return new NumberedLine(first.number(), bytes.toByteArray());
  }
}
