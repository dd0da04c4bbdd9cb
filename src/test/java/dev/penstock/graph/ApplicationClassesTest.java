package dev.penstock.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.HttpIngress;
import dev.penstock.Problem;
import dev.penstock.config.ConfigReader;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications that bring their own classes, compiled by the test. */
class ApplicationClassesTest {
  private static final String CONTRACT =
      "package user; public interface Greeter { io.vertx.core.Future<String> greet(String s); }";
  private static final String GREETER =
      "package user; public class Hello implements Greeter {"
          + " public Hello(int times) {}"
          + " public io.vertx.core.Future<String> greet(String s) {"
          + " return io.vertx.core.Future.succeededFuture(Word.WORD); } }";
  private static final String ASKS =
      "package user; public class Asks implements Greeter {"
          + " private final Greeter greeter;"
          + " public Asks(Greeter greeter) { this.greeter = greeter; }"
          + " public io.vertx.core.Future<String> greet(String s) { return greeter.greet(s); } }";
  private static final String WORD = "package user; class Word { static String WORD = \"%s\"; }";

  private final Path folder;

  ApplicationClassesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void loadsAnApplicationFromAFolderOfClasses() throws IOException {
    compile("classes", "-parameters", "mine");

    GraphCompiler.Result result = validate("\"classes/\"", "{\"times\": 1}");

    assertThat(result.problems()).isEmpty();
    Class<?> type = result.applications().get(0).root().orElseThrow().type();
    assertThat(type.getClassLoader()).isSameAs(result.applications().get(0).loader());
    result.applications().get(0).closeLoader();
  }

  @Test
  void loadsAnApplicationFromTheJarsOfAFolder() throws IOException {
    compile("classes", "-parameters", "mine");
    jar("classes", "lib/app.jar");

    GraphCompiler.Result result = validate("\"lib/*\"", "{\"times\": 1}");

    assertThat(result.problems()).isEmpty();
    result.applications().get(0).closeLoader();
  }

  @Test
  void namesTheClassThatAClassNeeds() throws IOException {
    compile("classes", "-parameters", "mine");
    Files.delete(folder.resolve("classes/user/Greeter.class"));

    assertThat(validate("\"classes\"", "{\"times\": 1}").problems())
        .extracting(Problem::toString)
        .containsExactly(
            "error: $.applications[0].deployments.Hello.class: class user.Hello needs class"
                + " user.Greeter, which is missing; add its jar to the application's classpath");
  }

  @Test
  void saysThatArgumentsByNameNeedParameterNames() throws IOException {
    compile("classes", "-g:none", "mine");

    assertThat(validate("\"classes\"", "{\"times\": 1}").problems())
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("compiled without -parameters"));
    GraphCompiler.Result byPosition = validate("\"classes\"", "[1]");
    assertThat(byPosition.problems()).isEmpty();
    byPosition.applications().get(0).closeLoader();
  }

  @Test
  void closesTheClassLoaderOfAnApplicationThatIsRefused() throws IOException {
    compile("classes", "-parameters", "mine");
    List<ClassLoader> opened = new ArrayList<>();
    ContractRules rules =
        contract -> {
          opened.add(contract.getClassLoader());
          return List.of("refused");
        };

    GraphCompiler.Result result = new GraphCompiler(rules).compile(read("\"classes\"", "[1]"));

    assertThat(result.hasErrors()).isTrue();
    assertThat(opened).hasSize(1);
    assertThatThrownBy(() -> opened.get(0).loadClass("user.Word"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void saysThatTwoApplicationsHaveEachLoadedTheContract() throws IOException {
    compile("classes", "-parameters", "mine");

    assertThat(new GraphCompiler(new TestRules()).compile(twoApplications()).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "error: $.applications[0].deployments.Asks.args[0]: argument 'greeter' needs a"
                + " user.Greeter, which \"b/Hello\" (user.Hello) implements too, but applications"
                + " \"a\" and \"b\" do not share their classes: each has loaded that interface"
                + " from a class path of its own; put both deployments into one application, or"
                + " the interface on the class path of the server instead of theirs (java -cp"
                + " penstock.jar:contract.jar dev.penstock.cli.Main run FILE), or let the argument"
                + " be a dev.penstock.Handle");
  }

  private ConfigReader.Result twoApplications() {
    return new ConfigReader(Map.of())
        .read(
            """
            {"applications": [
              {"name": "a", "root": "Asks", "classpath": ["classes"], "deployments": {
                "Asks": {"class": "user.Asks", "args": [{"$handle": "b/Hello"}]}}},
              {"name": "b", "classpath": ["classes"], "deployments": {
                "Hello": {"class": "user.Hello", "args": [1]}}}]}""",
            "test",
            folder,
            List.of());
  }

  @Test
  void prefersTheApplicationsClassesToTheServers() throws Exception {
    compile("server", "-parameters", "server's");
    compile("classes", "-parameters", "own");
    try (var server = loader(getClass().getClassLoader(), "server");
        var own = loader(server, "classes")) {
      assertThat(own.loadClass("user.Word").getClassLoader()).isSameAs(own);
      assertThat(own.getResource("user/Word.class")).asString().contains("/classes/");
    }
  }

  @Test
  void takesSharedTypesFromTheServer() throws Exception {
    copyClass(HttpIngress.class);
    copyClass(Future.class);
    try (var own = loader(getClass().getClassLoader(), "classes")) {
      assertThat(own.loadClass(HttpIngress.class.getName())).isSameAs(HttpIngress.class);
      assertThat(own.loadClass(Future.class.getName())).isSameAs(Future.class);
      assertThat(own.loadClass("java.sql.Connection").getName()).isEqualTo("java.sql.Connection");
      assertThatThrownBy(() -> own.loadClass("dev.penstock.NoSuchType"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  private ApplicationClassLoader loader(ClassLoader server, String place) throws IOException {
    return new ApplicationClassLoader(
        "test", List.of(folder.resolve(place).toUri().toURL()), server);
  }

  private GraphCompiler.Result validate(String classpath, String args) {
    return new GraphCompiler(new TestRules()).compile(read(classpath, args));
  }

  private ConfigReader.Result read(String classpath, String args) {
    return new ConfigReader(Map.of())
        .read(
            "{\"applications\": [{\"name\": \"a\", \"root\": \"Hello\", \"classpath\": ["
                + classpath
                + "], \"deployments\": {\"Hello\": {\"class\": \"user.Hello\", \"args\": "
                + args
                + "}}}]}",
            "test",
            folder,
            List.of());
  }

  private void compile(String place, String option, String word) throws IOException {
    Path sources = Files.createDirectories(folder.resolve(place + "-sources/user"));
    Path classes = Files.createDirectories(folder.resolve(place));
    Files.writeString(sources.resolve("Greeter.java"), CONTRACT);
    Files.writeString(sources.resolve("Hello.java"), GREETER);
    Files.writeString(sources.resolve("Asks.java"), ASKS);
    Files.writeString(sources.resolve("Word.java"), WORD.formatted(word));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                option,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    try (var files = Files.list(sources)) {
      files.forEach(f -> arguments.add(f.toString()));
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
  }

  private void jar(String place, String name) throws IOException {
    Path jar = folder.resolve(name);
    Files.createDirectories(jar.getParent());
    Path classes = folder.resolve(place);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var found = Files.walk(classes)) {
      for (Path f : found.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(f).toString().replace('\\', '/')));
        Files.copy(f, out);
        out.closeEntry();
      }
    }
  }

  private void copyClass(Class<?> type) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(name);
    Files.createDirectories(copy.getParent());
    try (var in = type.getClassLoader().getResourceAsStream(name)) {
      Files.copy(in, copy);
    }
  }
}
