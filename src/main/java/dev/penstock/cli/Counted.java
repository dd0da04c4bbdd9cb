package dev.penstock.cli;

/** Numbers of things, in words. */
final class Counted {
  private Counted() {}

  /** For example {@code 1 error}, {@code 2 errors}; for nouns whose plural is made by an s. */
  static String of(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
