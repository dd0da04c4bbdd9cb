package dev.penstock.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns: the first one to the left, numbers to the right. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int leftAligned;

  /**
   * A table with a head.
   *
   * @param leftAligned how many columns, from the first one on, are words and not numbers
   */
  TextTable(int leftAligned, String... head) {
    this.leftAligned = leftAligned;
    rows.add(List.of(head));
  }

  /** Adds a row, with a cell for each column. */
  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /** Whether it has nothing below its head. */
  boolean isEmpty() {
    return rows.size() == 1;
  }

  /** All rows, a line each. */
  String text() {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        int column = i;
        int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String blank = " ".repeat(width - row.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(i < leftAligned ? row.get(i) + blank : blank + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
