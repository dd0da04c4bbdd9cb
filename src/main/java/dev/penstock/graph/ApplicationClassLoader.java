package dev.penstock.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one application: its own first, so that it may bring other versions of libraries
 * than the server's; but the JDK, Penstock, Vert.x, Netty, Jackson and SLF4J come from the server,
 * because their types cross the border.
 */
public final class ApplicationClassLoader extends URLClassLoader {
  private static final List<String> SERVER_FIRST =
      List.of(
          "java.",
          "dev.penstock.",
          "io.vertx.",
          "io.netty.",
          "com.fasterxml.jackson.",
          "org.slf4j.");

  static {
    registerAsParallelCapable();
  }

  ApplicationClassLoader(String application, List<URL> classpath, ClassLoader server) {
    super("application " + application, classpath.toArray(URL[]::new), server);
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    synchronized (getClassLoadingLock(name)) {
      Class<?> type = findLoadedClass(name);
      if (type == null) {
        type = SERVER_FIRST.stream().anyMatch(name::startsWith) ? null : findOwn(name);
      }
      if (type == null) {
        return super.loadClass(name, resolve);
      }
      if (resolve) {
        resolveClass(type);
      }
      return type;
    }
  }

  /** A class of the JDK or of the application; null if the server may have it. */
  private @Nullable Class<?> findOwn(String name) {
    try {
      return getPlatformClassLoader().loadClass(name);
    } catch (ClassNotFoundException notOfTheJdk) {
      try {
        return findClass(name);
      } catch (ClassNotFoundException notOfTheApplication) {
        return null;
      }
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : super.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    for (URL url : Collections.list(super.getResources(name))) {
      if (all.stream().noneMatch(u -> u.toExternalForm().equals(url.toExternalForm()))) {
        all.add(url);
      }
    }
    return Collections.enumeration(all);
  }

  /** Closes the jars. Classes that were not loaded before cannot be loaded any more. */
  @Override
  public void close() {
    try {
      super.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the " + getName(), e);
    }
  }
}
