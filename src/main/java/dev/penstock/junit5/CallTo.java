package dev.penstock.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A parameter or a field that is given a handle to a deployment, typed by a contract of it or by
 * {@link dev.penstock.Handle}.
 */
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CallTo {
  /** {@code Name}, or {@code application/Name} where several have that name. */
  String value();
}
