package acme;

import dev.penstock.CallContext;
import dev.penstock.examples.Model;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** Writes a line for each call that it begins, and answers after a while. */
public final class Written implements Model {
  private final Path file;
  private final int millis;

  public Written(String file, int millis) {
    this.file = Path.of(file);
    this.millis = millis;
  }

  @Override
  public Future<String> process(String data) {
    try {
      Files.writeString(
          file, data + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (data.startsWith("fatal")) {
      Runtime.getRuntime().halt(1);
    }
    if (data.startsWith("poison")) {
      throw new IllegalArgumentException("poison");
    }
    CallContext.current().progress(0.5, "half of " + data);
    return Vertx.currentContext()
        .owner()
        .timer(millis, TimeUnit.MILLISECONDS)
        .map(late -> data + " by attempt " + CallContext.current().attempt());
  }
}
