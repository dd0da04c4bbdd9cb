package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of {@code penstock new}, compiled as its build would and served. */
@Tag("jar")
class NewProjectJarTest {
  private final Path folder;

  NewProjectJarTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void answersAsItsReadmeSays() throws Exception {
    Path project = folder.resolve("demo");
    try (var made = PenstockProcess.java("new", project.toString(), "--no-install")) {
      assertThat(made.exitCode()).isZero();
      assertThat(made.problems()).isEmpty();
    }
    compile(project.resolve("src/main/java"), project.resolve("target/classes"), "");
    compile(
        project.resolve("src/test/java"),
        project.resolve("target/test-classes"),
        File.pathSeparator
            + project.resolve("target/classes")
            + File.pathSeparator
            + System.getProperty("java.class.path"));
    assertThat(Files.readString(project.resolve("run")))
        .contains(Path.of(System.getProperty("penstock.jar")).toAbsolutePath().toString());

    String file = project.resolve("app.json").toString();
    try (var penstock = PenstockProcess.java("run", file, "--port", "0")) {
      assertThat(penstock.send(penstock.request("/Ada")).body()).isEqualTo("Hello, Ada");
    }
  }

  private static void compile(Path sources, Path classes, String moreClasspath) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-parameters",
                "-proc:none",
                "-Xlint:all,-classfile,-processing,-path",
                "-Werror",
                "--release",
                "17",
                "-cp",
                System.getProperty("penstock.jar") + moreClasspath,
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
  }
}
