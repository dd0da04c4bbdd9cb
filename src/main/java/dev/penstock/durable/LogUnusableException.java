package dev.penstock.durable;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A log cannot be opened; the message says why and what to do. */
public final class LogUnusableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LogUnusableException(Path directory, @Nullable String why, @Nullable Throwable cause) {
    super("the log of requests in " + directory + " " + why, cause);
  }
}
