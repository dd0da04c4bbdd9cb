package dev.penstock.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field, not static, that is given the {@link dev.penstock.Penstock}, the {@link
 * io.vertx.core.Vertx}, a {@link PenstockClient} or the {@link java.net.URI} of the node.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Injected {}
