package dev.penstock.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A class of tests with a running node: it is started on a free port before the first test and
 * closed after the last one. Nested classes use the node of the class around them, unless they have
 * this annotation themselves. Needs JUnit 5.13 or later.
 *
 * <p>The graph comes from a configuration file ({@link #config}) or from a method with {@link
 * Graph}; {@link Replace} puts fakes in place of deployments. All classes are loaded from the class
 * path of the test, whatever {@code classpath} an application names. A graph that is refused, or
 * does not start, is the failure of the whole class.
 *
 * <p>Injected are parameters of constructors and methods, and fields with {@link Injected}, of type
 * {@link dev.penstock.Penstock}, {@link io.vertx.core.Vertx}, {@link PenstockClient} or {@link
 * java.net.URI} (where the node listens); handles where {@link CallTo} stands; and parameters of
 * type {@link UserFailures}. Beside the {@code VertxExtension} of Vert.x, which has parameters of
 * type {@code Vertx} too, take that one from {@code Penstock.vertx()}.
 *
 * <p>A test during which user code fails has failed, even if nobody looked at the answer, unless it
 * takes the failure from its {@link UserFailures}. Where tests of a class run at the same time,
 * each of them hears of a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(PenstockExtension.class)
public @interface PenstockTest {
  /** A configuration file, relative to the directory of the project; empty with {@link Graph}. */
  String config() default "";

  /**
   * Settings as a JSON object: the keys of a configuration file except {@code applications}. They
   * go before what the file says. Where they say nothing of it, {@code http.port} is 0, the admin
   * listener is off, its port 0, {@code shutdownTimeout} is 5 s, {@code store.initial} is 0, and
   * {@code store.poison} is on, whatever the file says: what is read after its end reads 0xDE.
   */
  String settings() default "";
}
