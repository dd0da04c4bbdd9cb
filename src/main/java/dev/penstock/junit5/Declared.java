package dev.penstock.junit5;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedMethods;
import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;

import dev.penstock.Application;
import dev.penstock.Penstock;
import dev.penstock.UserFailure;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * What a test class says about its node: graph, settings, fakes.
 *
 * @param type the test class
 * @param test its annotation
 * @param instance the test's instance where it exists before the node starts, as it does with the
 *     lifecycle {@code PER_CLASS}
 */
record Declared(Class<?> type, PenstockTest test, @Nullable Object instance) {
  /** Starts the node and waits until it serves. */
  Penstock start(Consumer<UserFailure> failures) {
    List<Method> graphs = findAnnotatedMethods(type, Graph.class, TOP_DOWN);
    if (graphs.isEmpty() == test.config().isEmpty() || graphs.size() > 1) {
      throw refused(
          graphs.isEmpty()
              ? "has no graph: name a file, @PenstockTest(config = \"conf/pipeline.json\"), or"
                  + " give an Application by a static method with @Graph"
              : "has more than one graph: "
                  + (test.config().isEmpty() ? "" : "config = \"" + test.config() + "\", ")
                  + String.join(", ", graphs.stream().map(m -> "@Graph " + m.getName()).toList())
                  + "; keep one");
    }
    Penstock.Launch launch =
        Penstock.settings(settings()).loadedBy(type.getClassLoader()).onUserFailure(failures);
    for (Map.Entry<String, Object> fake : fakes().entrySet()) {
      launch = launch.replace(fake.getKey(), fake.getValue());
    }
    return graphs.isEmpty()
        ? launch.run(Path.of(test.config()))
        : launch.run(applications(graphs.get(0)));
  }

  /** Whether a class declares things that only count where {@link PenstockTest} stands. */
  static boolean isIn(Class<?> type) {
    return !findAnnotatedMethods(type, Graph.class, TOP_DOWN).isEmpty()
        || !findAnnotatedMethods(type, Replace.class, TOP_DOWN).isEmpty()
        || !findAnnotatedFields(type, Replace.class).isEmpty();
  }

  private JsonObject settings() {
    JsonObject settings =
        new JsonObject()
            .put("http", new JsonObject().put("port", 0))
            .put("admin", new JsonObject().put("enabled", false).put("port", 0))
            .put("store", new JsonObject().put("initial", 0).put("poison", true))
            .put("shutdownTimeout", "5s");
    if (!test.settings().isBlank()) {
      try {
        settings.mergeIn(new JsonObject(test.settings()), true);
      } catch (DecodeException e) {
        throw refused("has settings that are no JSON object: " + e.getMessage());
      }
    }
    return settings;
  }

  private Map<String, Object> fakes() {
    Map<String, Object> fakes = new LinkedHashMap<>();
    for (Field field : findAnnotatedFields(type, Replace.class)) {
      Member member = Member.of(field);
      put(fakes, field.getAnnotation(Replace.class), member, member.value(this));
    }
    for (Method method : findAnnotatedMethods(type, Replace.class, TOP_DOWN)) {
      Member member = Member.of(method);
      put(fakes, method.getAnnotation(Replace.class), member, member.value(this));
    }
    return fakes;
  }

  private void put(Map<String, Object> fakes, Replace replace, Member member, Object fake) {
    if (fakes.put(replace.value(), fake) != null) {
      throw refused(
          "replaces \"" + replace.value() + "\" twice, the second time by " + member.name());
    }
  }

  private Application[] applications(Method graph) {
    Member member = Member.of(graph);
    Object given = member.value(this);
    List<Object> list =
        given instanceof Collection<?> many
            ? new ArrayList<>(many)
            : given instanceof Object[] array ? List.of(array) : List.of(given);
    if (list.isEmpty() || !list.stream().allMatch(Application.class::isInstance)) {
      throw refused(
          "gets no graph of @Graph "
              + member.name()
              + ": it must give an Application, an array or a collection of them, was "
              + given);
    }
    return list.stream().map(Application.class::cast).toArray(Application[]::new);
  }

  ExtensionConfigurationException refused(String why) {
    return new ExtensionConfigurationException("test class " + type.getName() + " " + why);
  }
}
