package dev.penstock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of this build, as Maven wrote it into the jar. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "/dev/penstock/version.properties";

  /** For example {@code 0.1.0}. */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "(unknown version)");
    } catch (IOException e) {
      throw new UncheckedIOException(RESOURCE, e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Penstock " + text()};
  }
}
