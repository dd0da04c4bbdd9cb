package dev.penstock.cli;

/** Numbers of things, in words. */
final class Counted {
  private Counted() {}

  /** For example {@code 1 error}, {@code 2 errors}; for nouns whose plural is made by an s. */
  static String of(int count, String noun) {
    return of(count, noun, noun + "s");
  }

  /** The same for any noun. */
  static String of(int count, String one, String more) {
    return count + " " + (count == 1 ? one : more);
  }
}
