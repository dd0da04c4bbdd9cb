package dev.penstock;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the shape of the sources: short files, telling names, a page about each package. */
class SourceShapeTest {
  private static final int MAX_LINES = 400;
  private static final Pattern BAD_PACKAGE =
      Pattern.compile("(utils?|common|impl|internal|helpers?|managers?|misc|core)");
  private static final Pattern BAD_CLASS =
      Pattern.compile(
          "(Abstract.*|Default.*Impl|.*(Utils?|Helpers?|Manager|Impl|Misc|Common|Constants))");
  private static final Pattern BINARY = Pattern.compile(".*\\.(png|jpe?g|jar)");
  private static final Pattern JAVADOC = Pattern.compile("(?s)/\\*\\*(.*?)\\*/\\s*@NullMarked");

  @Test
  void noFileIsLongerThan400Lines() {
    assertThat(under("src").stream().filter(file -> !BINARY.matcher(name(file)).matches()))
        .allSatisfy(
            file ->
                assertThat(lines(file)).as(file.toString()).hasSizeLessThanOrEqualTo(MAX_LINES));
  }

  @Test
  void noNameSaysNothing() {
    assertThat(java("src/main/java"))
        .noneMatch(file -> BAD_PACKAGE.matcher(name(file.resolveSibling(""))).matches())
        .noneMatch(file -> BAD_CLASS.matcher(name(file).replace(".java", "")).matches());
  }

  @Test
  void everyPackageSaysWhatItIsInThreeToTenLines() {
    Set<Path> packages = java("src/main/java").stream().map(Path::getParent).collect(toSet());

    assertThat(packages).isNotEmpty().allSatisfy(SourceShapeTest::hasItsPage);
  }

  private static void hasItsPage(Path directory) {
    Path page = directory.resolve("package-info.java");
    assertThat(page).exists();
    var javadoc = JAVADOC.matcher(text(page));
    assertThat(javadoc.find()).as("%s has Javadoc and @NullMarked", page).isTrue();
    long lines = javadoc.group(1).lines().filter(line -> !line.replace("*", "").isBlank()).count();
    assertThat(lines).as("lines of Javadoc in %s", page).isBetween(3L, 10L);
  }

  @Test
  void noTestSleeps() {
    String sleep = "Thread." + "sleep";
    String unitSleep = "TimeUnit\\.\\w+\\." + "sleep";
    Pattern pattern = Pattern.compile(Pattern.quote(sleep) + "|" + unitSleep);

    assertThat(java("src/test/java")).noneMatch(file -> pattern.matcher(text(file)).find());
  }

  @Test
  void everyExampleStandsInTheReadme() {
    String readme = text(Path.of("README.md"));

    assertThat(under("conf"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(readme).contains(file.toString()));
  }

  @Test
  void theReadmeShowsTheExampleAsItIs() {
    String readme = text(Path.of("README.md"));

    assertThat(readme).contains(text(Path.of("conf/pipeline.json")));
  }

  private static List<Path> java(String root) {
    return under(root).stream().filter(file -> name(file).endsWith(".java")).toList();
  }

  private static List<Path> under(String root) {
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      return new ArrayList<>(files.filter(Files::isRegularFile).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(root, e);
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
