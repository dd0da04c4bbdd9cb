package dev.penstock.jar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is not in the fat jar. */
@Tag("jar")
class ContentsJarTest {
  @Test
  void bringsTheTestingKitButNotJUnit() throws IOException {
    try (JarFile jar = new JarFile(System.getProperty("penstock.jar"))) {
      List<String> names = jar.stream().map(ZipEntry::getName).toList();

      assertThat(names)
          .contains("dev/penstock/Penstock.class", "dev/penstock/junit5/PenstockTest.class")
          .noneMatch(name -> name.startsWith("org/junit") || name.startsWith("org/opentest4j"));
    }
  }
}
