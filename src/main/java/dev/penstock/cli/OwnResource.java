package dev.penstock.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Texts that the jar brings, in its folder {@code dev/penstock}. */
final class OwnResource {
  private static final String FOLDER = "/dev/penstock/";

  private OwnResource() {}

  /** The text of that name, in UTF-8. */
  static String text(String name) throws IOException {
    try (InputStream in = OwnResource.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new FileNotFoundException("the jar lacks " + FOLDER + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
