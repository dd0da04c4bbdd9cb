package dev.penstock.jar;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A user's own application in a folder outside the checkout: {@code src/test/resources/acme},
 * compiled against the jar into {@code classes}. {@code acme.Gone} is compiled and then missing.
 */
record UserProject(Path folder) {
  private static final Path SOURCES = Path.of("src", "test", "resources", "acme");

  /** Compiles the application with the names of parameters, as users are asked to. */
  static UserProject in(Path folder) {
    try {
      compile(folder);
      Files.delete(folder.resolve(Path.of("classes", "acme", "Gone.class")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new UserProject(folder);
  }

  private static void compile(Path folder) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var output = new StringWriter();
    List<String> options =
        List.of(
            "-parameters",
            "--release",
            "17",
            "-proc:none",
            "-classpath",
            System.getProperty("penstock.jar"),
            "-d",
            folder.resolve("classes").toString());
    try (Stream<Path> sources = Files.list(SOURCES);
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<Path> java = sources.filter(f -> f.toString().endsWith(".java")).toList();
      boolean done =
          compiler
              .getTask(output, files, null, options, null, files.getJavaFileObjectsFromPaths(java))
              .call();
      if (!done) {
        throw new IOException(output.toString());
      }
    }
  }

  /** The whole site: a desk at /, a calculator at /calc, an unruly model at /unruly. */
  String site() {
    try {
      return Files.copy(SOURCES.resolve("site.json"), folder.resolve("site.json")).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file with one application, whose root is an object of that class. */
  String rootOf(String type, String args) {
    Path file = folder.resolve(type + ".json");
    try {
      return Files.writeString(
              file,
              """
              { "http": { "port": 0 },
                "applications": [{ "name": "app", "root": "Root", "classpath": ["classes"],
                  "deployments": { "Root": { "class": "acme.%s", "args": %s } } }] }
              """
                  .formatted(type, args))
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
