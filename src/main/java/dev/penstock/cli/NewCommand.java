package dev.penstock.cli;

import dev.penstock.node.BuildVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock new DIR}: makes a Maven project that builds and runs as it stands. */
@Command(
    name = "new",
    description = {
      "Make a Maven project that builds, tests and runs as it stands.",
      "Puts this jar into the local Maven repository as dev.penstock:penstock, unless there is one"
          + " of this version that is as new, so that the project finds it."
    })
final class NewCommand implements Callable<Integer> {
  /** Classes of these packages come from the server, never from an application. */
  private static final List<String> TAKEN =
      List.of("java", "javax", "dev.penstock", "io.vertx", "io.netty", "org.slf4j");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The project's folder: a new or an empty one.")
  private @Nullable Path directory;

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "Package of the classes; com.example by default.")
  private String javaPackage = "com.example";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the application and of the project; the folder's by default.")
  private @Nullable String name;

  @Option(names = "--no-install", description = "Leave the local Maven repository alone.")
  private boolean noInstall;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path folder = folder();
    String project = projectName(folder);
    checkPackage();
    try {
      if (Files.exists(folder) && !isEmptyFolder(folder)) {
        err.println("error: " + directory + " is not empty; choose a folder that is, or a new one");
        return ExitCode.REFUSED.status();
      }
      Optional<Path> jar = OwnJar.path();
      new ProjectTemplate(project, javaPackage, BuildVersion.text(), jar).write(folder);
      LocalMavenRepository repository = LocalMavenRepository.ofUser();
      boolean found = repository.holds(BuildVersion.text());
      boolean wanted =
          jar.isPresent() && (!found || repository.isOlder(jar.get(), BuildVersion.text()));
      boolean installed = wanted && !noInstall;
      if (installed) {
        repository.install(jar.get(), BuildVersion.text());
      }
      tell(project, found, installed ? Optional.of(repository.folder()) : Optional.empty());
      return ExitCode.DONE.status();
    } catch (IOException e) {
      err.println("error: cannot make " + directory + ": " + e);
      return ExitCode.FAILED.status();
    }
  }

  private Path folder() {
    if (directory == null) {
      throw new IllegalStateException("the command line was not parsed");
    }
    return directory.toAbsolutePath().normalize();
  }

  private String projectName(Path folder) {
    String found = name != null ? name : String.valueOf(folder.getFileName());
    if (!found.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new ParameterException(
          spec.commandLine(),
          "bad name '"
              + found
              + "': names consist of letters, digits, '.', '_' and '-'; choose one with --name");
    }
    return found;
  }

  private void checkPackage() {
    if (!SourceVersion.isName(javaPackage)) {
      throw new ParameterException(
          spec.commandLine(),
          "bad package '" + javaPackage + "': write a Java package such as com.example");
    }
    for (String taken : TAKEN) {
      if (javaPackage.equals(taken) || javaPackage.startsWith(taken + ".")) {
        throw new ParameterException(
            spec.commandLine(),
            "bad package '" + javaPackage + "': classes below " + taken + " come from the server");
      }
    }
  }

  private static boolean isEmptyFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private void tell(String project, boolean found, Optional<Path> installedTo) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Made " + project + " in " + directory);
    installedTo.ifPresent(
        to -> out.println("Put dev.penstock:penstock:" + BuildVersion.text() + " into " + to));
    if (!found && installedTo.isEmpty()) {
      out.println(
          "Maven does not find dev.penstock:penstock:"
              + BuildVersion.text()
              + " yet: run 'mvn install -DskipTests' once in a checkout of Penstock");
    }
    out.println("Next:");
    out.println("  cd " + directory);
    out.println("  mvn package");
    out.println("  ./run");
    out.println("  curl http://127.0.0.1:8000/Ada");
    out.flush();
  }
}
