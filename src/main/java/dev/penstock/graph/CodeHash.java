package dev.penstock.graph;

import dev.penstock.config.ApplicationConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of what an application runs: what its configuration says, placeholders replaced, and the
 * bytes of its class path. Where the files lie does not matter. Of an application without a class
 * path the places of its deployments' classes count, but not Penstock's own.
 */
public final class CodeHash {
  private final MessageDigest digest;

  private CodeHash(MessageDigest digest) {
    this.digest = digest;
  }

  /**
   * The hash as hexadecimal digits. Reads the whole class path: not on an event loop.
   *
   * @throws IOException if a file cannot be read
   */
  public static String of(ApplicationGraph application, ApplicationConfig config)
      throws IOException {
    CodeHash hash = new CodeHash(sha256());
    // Where it stands in its file is no part of it, nor is the log, of which each node has its own.
    hash.text(config.withLogIn(Path.of("")).toString().replace(config.path(), ""));
    for (Path place : places(application)) {
      hash.place(place);
    }
    return HexFormat.of().formatHex(hash.digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Set<Path> places(ApplicationGraph application) throws IOException {
    List<URL> urls = new ArrayList<>();
    if (application.loader() instanceof ApplicationClassLoader own) {
      urls.addAll(Arrays.asList(own.getURLs()));
    } else {
      URL penstock = placeOf(CodeHash.class);
      for (DeploymentNode deployment : application.deployments()) {
        URL place = placeOf(deployment.type());
        if (place != null
            && (penstock == null || !place.toExternalForm().equals(penstock.toExternalForm()))) {
          urls.add(place);
        }
      }
    }
    Set<Path> places = new LinkedHashSet<>();
    for (URL url : urls) {
      if (url.getProtocol().equals("file")) {
        places.add(Path.of(uri(url)));
      }
    }
    return places;
  }

  private static URI uri(URL url) throws IOException {
    try {
      return url.toURI();
    } catch (URISyntaxException e) {
      throw new IOException("no path: " + url, e);
    }
  }

  private static @Nullable URL placeOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation();
  }

  private void place(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      file(place);
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(place)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      text(place.relativize(file).toString());
      file(file);
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    length(bytes.length);
    digest.update(bytes);
  }

  private void file(Path file) throws IOException {
    length(Files.size(file));
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
  }

  /** So that no two lists of texts and files give the same bytes. */
  private void length(long length) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      digest.update((byte) (length >>> shift));
    }
  }
}
