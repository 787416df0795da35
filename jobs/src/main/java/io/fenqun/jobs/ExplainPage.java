package io.fenqun.jobs;

import java.util.List;

/**
 * An explanation in the words of one language, as text and page show it.
 *
 * @param notes sentences about the whole
 */
record ExplainPage(String language, String title, List<String> notes, List<Part> parts) {

  /** A scheme in a month. */
  record Part(String title, List<String> sentences, List<Table> tables) {}

  /**
   * Rows of texts under a title.
   *
   * @param headings none where a row is a name and what it names
   * @param marked places of rows that stand out
   */
  record Table(
      String title, List<String> headings, List<List<String>> rows, List<Integer> marked) {}
}
