package io.fenqun.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A workbook for each group, in it a sheet for each list, named as the list is. */
final class XlsxPages implements ListPages {
  private static final int LONGEST_SHEET_NAME = 31;
  private static final String NOT_IN_SHEET_NAMES = "[\\[\\]:*?/\\\\']";

  private final ListWords words;
  private Optional<Workbook> book = Optional.empty();
  private Optional<Worksheet> sheet = Optional.empty();
  private FreeNames sheets = new FreeNames(LONGEST_SHEET_NAME);
  private int row;

  XlsxPages(ListWords words) {
    this.words = words;
  }

  @Override
  public void open(Path base) throws IOException {
    OutputStream out = Files.newOutputStream(base.resolveSibling(base.getFileName() + ".xlsx"));
    book = Optional.of(new Workbook(out, "fenqun", null));
    sheets = new FreeNames(LONGEST_SHEET_NAME);
  }

  @Override
  public void list(String code) throws IOException {
    finishSheet();
    String name = sheets.of(words.list(code).replaceAll(NOT_IN_SHEET_NAMES, "_"));
    Worksheet next = book.orElseThrow().newWorksheet(name);
    List<String> headings = words.headings();
    for (int i = 0; i < headings.size(); i++) {
      next.value(0, i, headings.get(i));
    }
    row = 1;
    sheet = Optional.of(next);
  }

  @Override
  public void line(ListLine line) {
    Worksheet current = sheet.orElseThrow();
    current.value(row, 0, line.rank());
    current.value(row, 1, line.customer());
    current.value(row, 2, line.reasons());
    if (line.atStake() != null) {
      current.value(row, 3, line.atStake());
      current.style(row, 3).format("#,##0.00").set();
    }
    current.value(row, 4, line.treatment());
    current.value(row, 5, line.owner());
    row++;
  }

  @Override
  public void close() throws IOException {
    finishSheet();
    if (book.isPresent()) {
      book.get().close();
    }
    book = Optional.empty();
  }

  private void finishSheet() throws IOException {
    if (sheet.isPresent()) {
      sheet.get().finish();
    }
    sheet = Optional.empty();
  }
}
