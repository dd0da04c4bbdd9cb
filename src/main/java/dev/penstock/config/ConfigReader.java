package dev.penstock.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.penstock.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Configuration files: JSON with comments, {@code ${NAME}} replaced from the environment. Never
 * throws for what a file says: everything that is wrong with it is a {@link Problem} with its JSON
 * path and value, and the default stands in place of a bad value.
 */
public final class ConfigReader {
  private final Map<String, String> environment;

  /** A reader that takes placeholders from {@code environment}. */
  public ConfigReader(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * What a configuration says.
   *
   * @param config as far as it could be read
   * @param problems everything that is wrong, empty if nothing is, in the order of the file
   * @param order for problems that are found later
   */
  public record Result(PenstockConfig config, List<Problem> problems, FileOrder order) {
    /** Sorts the problems. */
    public Result {
      problems = order.sorted(problems);
    }
  }

  /**
   * Reads a file in UTF-8.
   *
   * @param overrides such as {@code http.port=0}, put into the file's tree before it is read
   */
  public Result read(Path file, List<String> overrides) {
    return read(file, put(overrides));
  }

  /**
   * Reads a file in UTF-8.
   *
   * @param settings the keys of a file except {@code applications}, which go before what it says
   */
  public Result read(Path file, JsonObject settings) {
    Settings given = new Settings(settings);
    Result result = read(file, given::mergeInto);
    return new Result(result.config(), given.named(result.problems()), result.order());
  }

  /** What else goes into the file's tree before it is read. */
  private interface Additions {
    void put(ObjectNode tree, List<Problem> problems);
  }

  private static Additions put(List<String> overrides) {
    return (tree, problems) -> {
      Overrides set = new Overrides(tree, problems);
      overrides.forEach(set::apply);
    };
  }

  private Result read(Path file, Additions additions) {
    Path absolute = file.toAbsolutePath().normalize();
    Path directory = Optional.ofNullable(absolute.getParent()).orElse(absolute);
    if (Files.isDirectory(absolute)) {
      return unreadable(
          file, directory, "this is a directory, not a file", NearbyFiles.in(absolute));
    }
    try {
      return read(Files.readString(absolute), file.toString(), directory, additions);
    } catch (NoSuchFileException e) {
      return unreadable(file, directory, "there is no such file", NearbyFiles.of(absolute));
    } catch (CharacterCodingException e) {
      return unreadable(file, directory, "the file is not text in UTF-8", "");
    } catch (IOException e) {
      return unreadable(file, directory, "the file cannot be read: " + e, "");
    }
  }

  /**
   * Reads a text.
   *
   * @param source what messages call it
   * @param directory absolute; what relative paths are relative to
   * @param overrides such as {@code http.port=0}
   */
  public Result read(String text, String source, Path directory, List<String> overrides) {
    return read(text, source, directory, put(overrides));
  }

  private Result read(String text, String source, Path directory, Additions additions) {
    List<Problem> problems = new ArrayList<>();
    String clean = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Optional<JsonNode> parsed = JsonText.parse(clean, problems);
    if (parsed.isEmpty()) {
      return new Result(TreeReader.nothing(source, directory), problems, FileOrder.ofNothing());
    }
    if (!(parsed.get() instanceof ObjectNode tree)) {
      problems.add(
          Problem.error(JsonPaths.ROOT, "must be an object {}, was " + Shown.value(parsed.get())));
      return new Result(TreeReader.nothing(source, directory), problems, FileOrder.ofNothing());
    }
    additions.put(tree, problems);
    List<Problem> unfilled = new ArrayList<>();
    ObjectNode filled =
        (ObjectNode) new Placeholders(environment, unfilled).fill(JsonPaths.ROOT, tree);
    problems.addAll(unfilled);
    List<Problem> bad = new ArrayList<>();
    PenstockConfig config = new TreeReader(source, directory, bad).read(filled);
    Set<String> known = unfilled.stream().map(Problem::path).collect(Collectors.toSet());
    bad.stream().filter(p -> !known.contains(p.path())).forEach(problems::add);
    return new Result(config, problems, FileOrder.of(filled));
  }

  private static Result unreadable(Path file, Path directory, String why, String hint) {
    return new Result(
        TreeReader.nothing(file.toString(), directory),
        List.of(Problem.error(JsonPaths.ROOT, why + ": " + file + hint)),
        FileOrder.ofNothing());
  }
}
