package dev.penstock.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field that holds, or a method without parameters that gives, a fake to be served in place of a
 * deployment. Any object will do that implements the contracts by which the deployment is called, a
 * lambda too. It is called on one event loop, by the rules for values of any deployment; the
 * replaced deployment's class is not loaded, and what only it called is not started.
 *
 * <p>Static, unless the class has the lifecycle {@code PER_CLASS}.
 */
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Replace {
  /** {@code Name}, or {@code application/Name} where several have that name. */
  String value();
}
