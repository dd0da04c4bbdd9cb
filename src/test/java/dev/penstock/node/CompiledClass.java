package dev.penstock.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** A class of a user, compiled into a class path of its own. */
final class CompiledClass {
  private CompiledClass() {}

  /** Compiles {@code user.NAME} into {@code classes} below a folder. */
  static void in(Path folder, String name, String sourceText) throws IOException {
    Path source = Files.createDirectories(folder.resolve("sources/user")).resolve(name + ".java");
    Files.writeString(source, sourceText);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-parameters",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(status).isZero();
  }
}
