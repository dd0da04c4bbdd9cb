package dev.penstock.junit5;

import dev.penstock.Penstock;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a test can be given of its node, by type, or by name where it is a handle. */
final class Injection {
  private static final Map<Class<?>, Function<NodeUnderTest, Object>> BY_TYPE =
      Map.of(
          Penstock.class,
          NodeUnderTest::penstock,
          Vertx.class,
          node -> node.penstock().vertx(),
          PenstockClient.class,
          NodeUnderTest::client,
          URI.class,
          node -> node.client().url());

  private Injection() {}

  /** Whether there is a value of that type. */
  static boolean knows(Class<?> type) {
    return BY_TYPE.containsKey(type);
  }

  /**
   * A value for a parameter or a field.
   *
   * @param handle tells which deployment a handle leads to; null if it is no handle
   * @throws IllegalArgumentException with what is wrong and what to write
   */
  static Object value(NodeUnderTest node, Class<?> type, @Nullable CallTo handle) {
    if (handle != null) {
      return node.penstock().handle(handle.value(), type);
    }
    return Optional.ofNullable(BY_TYPE.get(type))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nothing of type "
                        + type.getName()
                        + " can be injected; there is Penstock, Vertx, PenstockClient and URI, and"
                        + " @CallTo(\"Name\") gives handles"))
        .apply(node);
  }
}
