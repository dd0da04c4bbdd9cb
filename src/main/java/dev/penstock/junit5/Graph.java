package dev.penstock.junit5;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method of a {@link PenstockTest} class that gives the graph: a {@link
 * dev.penstock.Application}, an array or a collection of them. Without parameters, and static
 * unless the class has the lifecycle {@code PER_CLASS}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Graph {}
