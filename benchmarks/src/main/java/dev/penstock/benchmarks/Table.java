package dev.penstock.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table that is aligned to be read as it is. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with those columns. */
  public Table(String... columns) {
    rows.add(List.of(columns));
  }

  /** Adds a row. */
  public void row(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
  }

  /** Prints it to the standard output. */
  public void print() {
    List<Integer> widths =
        IntStream.range(0, rows.get(0).size())
            .mapToObj(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toList();
    for (int i = 0; i < rows.size(); i++) {
      System.out.println(line(rows.get(i), widths));
      if (i == 0) {
        System.out.println(line(widths.stream().map("-"::repeat).toList(), widths));
      }
    }
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> cells.get(i) + " ".repeat(widths.get(i) - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  /** The median. */
  public static double median(List<Double> values) {
    return middle(values.stream().sorted().toList());
  }

  /** The median, with that many decimals. */
  public static String median(List<Double> values, int decimals) {
    return number(median(values), decimals);
  }

  /** The median and, in brackets, the smallest and the largest value. */
  public static String medianAndRange(List<Double> values, int decimals) {
    List<Double> sorted = values.stream().sorted().toList();
    return "%s (%s to %s)"
        .formatted(
            number(middle(sorted), decimals),
            number(sorted.get(0), decimals),
            number(sorted.get(sorted.size() - 1), decimals));
  }

  private static double middle(List<Double> sorted) {
    int upper = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(upper)
        : (sorted.get(upper - 1) + sorted.get(upper)) / 2;
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
