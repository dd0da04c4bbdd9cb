package dev.penstock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Maven looks for artifacts, and what is put there. */
class LocalMavenRepositoryTest {
  private final Path home;

  LocalMavenRepositoryTest(@TempDir Path home) {
    this.home = home;
  }

  @Test
  void holdsAJarOnceItIsInstalled() throws IOException {
    Path jar = Files.writeString(home.resolve("penstock.jar"), "classes");
    LocalMavenRepository repository = LocalMavenRepository.of(home);

    assertThat(repository.holds("1.2.3")).isFalse();
    repository.install(jar, "1.2.3");

    assertThat(repository.holds("1.2.3")).isTrue();
    assertThat(repository.holds("1.2.4")).isFalse();
    Path place = home.resolve(".m2/repository/dev/penstock/penstock/1.2.3");
    assertThat(place.resolve("penstock-1.2.3.jar")).hasContent("classes");
    assertThat(place.resolve("penstock-1.2.3.pom"))
        .content()
        .contains("<artifactId>penstock</artifactId>", "<version>1.2.3</version>")
        .doesNotContain("dependency");
  }

  @Test
  void tellsWhenWhatItHoldsWasBuiltEarlier() throws IOException {
    Path jar = Files.writeString(home.resolve("penstock.jar"), "classes");
    LocalMavenRepository repository = LocalMavenRepository.of(home);
    assertThat(repository.isOlder(jar, "1.2.3")).as("there is none").isFalse();
    repository.install(jar, "1.2.3");

    assertThat(repository.isOlder(jar, "1.2.3")).isFalse();
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(10)));
    assertThat(repository.isOlder(jar, "1.2.3")).isTrue();
  }

  @Test
  void isWhereTheSettingsSay() throws IOException {
    settings("<localRepository>${user.home}/artifacts</localRepository>");

    assertThat(LocalMavenRepository.of(home).folder()).isEqualTo(home.resolve("artifacts"));
  }

  @Test
  void isInTheHomeDirectoryWhenTheSettingsOnlyShowHow() throws IOException {
    settings("<!-- <localRepository>/path/to/repo</localRepository> -->");

    assertThat(LocalMavenRepository.of(home).folder()).isEqualTo(home.resolve(".m2/repository"));
  }

  private void settings(String content) throws IOException {
    Path folder = Files.createDirectories(home.resolve(".m2"));
    Files.writeString(folder.resolve("settings.xml"), "<settings>" + content + "</settings>");
  }
}
