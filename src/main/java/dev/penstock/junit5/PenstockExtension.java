package dev.penstock.junit5;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;
import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import dev.penstock.UserFailure;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;

/** Does what {@link PenstockTest} says, which is how it is registered. Stateless. */
public final class PenstockExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver,
        TestInstancePostProcessor {
  private static final Namespace NAMESPACE = Namespace.create(PenstockExtension.class);

  /** Made by JUnit. */
  public PenstockExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    Class<?> owner = owner(type);
    if (type != owner && Declared.isIn(type)) {
      throw new ExtensionConfigurationException(
          "nested class "
              + type.getName()
              + " has @Graph or @Replace, but uses the node of "
              + owner.getName()
              + "; give it @PenstockTest to have one of its own");
    }
    node(context, type, null);
  }

  @Override
  public void postProcessTestInstance(Object instance, ExtensionContext context) {
    NodeUnderTest node = node(context, instance.getClass(), instance);
    List<Field> fields = new ArrayList<>(findAnnotatedFields(instance.getClass(), CallTo.class));
    fields.addAll(findAnnotatedFields(instance.getClass(), Injected.class));
    for (Field field : fields) {
      inject(node, field, instance);
    }
  }

  private static void inject(NodeUnderTest node, Field field, Object instance) {
    String where =
        "cannot inject field " + field.getDeclaringClass().getName() + "." + field.getName();
    if (Modifier.isStatic(field.getModifiers()) || Modifier.isFinal(field.getModifiers())) {
      throw new ExtensionConfigurationException(where + ": it must be neither static nor final");
    }
    try {
      field.setAccessible(true);
      field.set(
          instance, Injection.value(node, field.getType(), field.getAnnotation(CallTo.class)));
    } catch (IllegalArgumentException | IllegalAccessException e) {
      throw new ExtensionConfigurationException(where + ": " + e.getMessage(), e);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return parameter.isAnnotated(CallTo.class)
        || type == UserFailures.class
        || Injection.knows(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    boolean construction = parameter.getDeclaringExecutable() instanceof Constructor<?>;
    NodeUnderTest node =
        node(
            context,
            construction
                ? parameter.getDeclaringExecutable().getDeclaringClass()
                : context.getRequiredTestClass(),
            null);
    CallTo handle = parameter.findAnnotation(CallTo.class).orElse(null);
    if (type == UserFailures.class && handle == null) {
      UserFailures ofTest = context.getStore(NAMESPACE).get(UserFailures.class, UserFailures.class);
      return ofTest == null || construction ? node.failures().outside() : ofTest;
    }
    try {
      return Injection.value(node, type, handle);
    } catch (IllegalArgumentException e) {
      throw new ParameterResolutionException(
          "cannot inject parameter ["
              + parameter.getParameter()
              + "] of "
              + parameter.getDeclaringExecutable().toGenericString()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    UserFailures failures = node(context, context.getRequiredTestClass(), null).failures().begin();
    context.getStore(NAMESPACE).put(UserFailures.class, failures);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    UserFailures failures =
        context.getStore(NAMESPACE).remove(UserFailures.class, UserFailures.class);
    NodeUnderTest node = running(context, owner(context.getRequiredTestClass()));
    if (failures != null && node != null) {
      node.failures().end(failures);
      judge(context, failures);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Class<?> type = context.getRequiredTestClass();
    NodeUnderTest node = type == owner(type) ? running(context, type) : null;
    if (node != null) {
      node.close();
      judge(context, node.failures().outside());
    }
  }

  /** Shows what failed in user code: with the failure that there is, or as one. */
  private static void judge(ExtensionContext context, UserFailures failures) {
    Optional<Throwable> thrown = context.getExecutionException();
    List<UserFailure> unexpected = failures.unexpected();
    if (thrown.isPresent()) {
      failures
          .all()
          .forEach(failure -> thrown.get().addSuppressed(new UserCodeFailedError(failure)));
    } else if (!unexpected.isEmpty()) {
      throw UserCodeFailedError.unexpected(unexpected);
    }
  }

  /**
   * The node of a class, started if it was not. JUnit closes it with the store at the latest.
   *
   * @param instance of that class, if there is one already
   */
  private static NodeUnderTest node(
      ExtensionContext context, Class<?> type, @Nullable Object instance) {
    Class<?> owner = owner(type);
    NodeUnderTest running = running(context, owner);
    if (running != null) {
      return running;
    }
    NodeUnderTest started =
        NodeUnderTest.start(
            new Declared(
                owner,
                findAnnotation(owner, PenstockTest.class).orElseThrow(),
                owner.isInstance(instance) ? instance : null));
    home(context, owner).getStore(NAMESPACE).put(owner, started);
    return started;
  }

  private static @Nullable NodeUnderTest running(ExtensionContext context, Class<?> owner) {
    return home(context, owner).getStore(NAMESPACE).get(owner, NodeUnderTest.class);
  }

  /** The context of a class, which outlives those of its tests. */
  private static ExtensionContext home(ExtensionContext context, Class<?> owner) {
    ExtensionContext home = context;
    while (home.getTestMethod().isPresent() || home.getTestClass().orElse(null) != owner) {
      home =
          home.getParent()
              .orElseThrow(() -> new IllegalStateException(owner + " is not being tested"));
    }
    return home;
  }

  /** The class whose node the tests of a class use. */
  private static Class<?> owner(Class<?> type) {
    for (Class<?> c = type; c != null; c = around(c)) {
      if (findAnnotation(c, PenstockTest.class).isPresent()) {
        return c;
      }
    }
    throw new ExtensionConfigurationException(
        "test class " + type.getName() + " has no @PenstockTest, which says what to start");
  }

  private static @Nullable Class<?> around(Class<?> type) {
    return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
  }
}
