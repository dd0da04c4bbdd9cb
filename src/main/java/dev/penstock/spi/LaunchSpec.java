package dev.penstock.spi;

import dev.penstock.Application;
import dev.penstock.UserFailure;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be started.
 *
 * @param settings the keys of a configuration file except {@code applications}; with a file they go
 *     before what it says
 * @param file a configuration file, or null for applications wired in Java
 * @param applications wired in Java; empty with a file
 * @param replacements objects in place of deployments, by {@code Name} or {@code application/Name}
 * @param classes loads the classes of all deployments, whatever class paths the applications name;
 *     null to follow those
 * @param onUserFailure hears of each failure of user code, on any thread
 */
public record LaunchSpec(
    JsonObject settings,
    @Nullable Path file,
    List<Application> applications,
    Map<String, Object> replacements,
    @Nullable ClassLoader classes,
    Consumer<UserFailure> onUserFailure) {
  /** Copies the collections. */
  public LaunchSpec {
    applications = List.copyOf(applications);
    replacements = Map.copyOf(replacements);
  }
}
