package dev.penstock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.penstock.store.StoreException;
import dev.penstock.store.StoreInspection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock store}: what is in an object store, and who holds it. */
@Command(
    name = "store",
    description =
        "Show what is in an object store and which processes hold it, also after a crash. Nothing"
            + " is changed.")
final class StoreCommand implements Callable<Integer> {
  private final InstantSource clock;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIRECTORY", description = "The directory of the store.")
  private Path directory = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "text (default): tables for people; json: all there is, each object too.")
  private StatusFormat format = StatusFormat.TEXT;

  StoreCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    StoreInspection store;
    try {
      store = StoreInspection.of(directory, clock.instant());
    } catch (StoreException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return ExitCode.REFUSED.status();
    }
    String text = format == StatusFormat.JSON ? json(store) : new StoreTables(store).text();
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
    return ExitCode.DONE.status();
  }

  private static String json(StoreInspection store) throws JsonProcessingException {
    return JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(store)
        + "\n";
  }
}
