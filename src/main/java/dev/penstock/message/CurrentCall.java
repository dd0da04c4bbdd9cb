package dev.penstock.message;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The call that a Vert.x context works for, or a thread without a context.
 *
 * <p>Kept in a local of the (duplicated) context, so it follows everything that Vert.x runs for the
 * call. Also a service provider of Vert.x: the local must be registered before a {@code Vertx} is
 * made, by whomever.
 */
public final class CurrentCall implements VertxServiceProvider {
  private static final ContextLocal<CallScope> LOCAL = ContextLocal.registerLocal(CallScope.class);

  /** For threads without a context, while they run what was wrapped. */
  private static final ThreadLocal<@Nullable CallScope> FOREIGN = new ThreadLocal<>();

  @Override
  public void init(VertxBootstrap bootstrap) {
    // Loading this class has registered the local.
  }

  /** The call of the current thread, or {@link CallScope#EMPTY}. */
  public static CallScope get() {
    return get(ContextInternal.current());
  }

  /** The call of that context, of this thread if null, or {@link CallScope#EMPTY}. */
  public static CallScope get(@Nullable ContextInternal context) {
    CallScope scope =
        context == null ? FOREIGN.get() : context.getLocal(LOCAL, AccessMode.CONCURRENT);
    return scope == null ? CallScope.EMPTY : scope;
  }

  /** Makes {@code scope} the call of a duplicated context. */
  public static void set(ContextInternal duplicated, CallScope scope) {
    duplicated.putLocal(LOCAL, AccessMode.CONCURRENT, scope);
  }

  /** Runs an action within a call, on this thread. */
  static void run(CallScope scope, Runnable action) {
    get(
        scope,
        () -> {
          action.run();
          return scope;
        });
  }

  /** Computes something within a call, on this thread. */
  static <T> T call(CallScope scope, Callable<T> action) throws Exception {
    scope.enter();
    try {
      return within(scope, action);
    } finally {
      scope.leave();
    }
  }

  private static <T> T within(CallScope scope, Callable<T> action) throws Exception {
    ContextInternal context = ContextInternal.current();
    if (context != null) {
      ContextInternal own = context.duplicate();
      set(own, scope);
      ContextInternal before = own.beginDispatch();
      try {
        return action.call();
      } finally {
        own.endDispatch(before);
      }
    }
    CallScope before = FOREIGN.get();
    FOREIGN.set(scope);
    try {
      return action.call();
    } finally {
      if (before == null) {
        FOREIGN.remove();
      } else {
        FOREIGN.set(before);
      }
    }
  }

  /** Computes something within a call, on this thread. */
  static <T> T get(CallScope scope, Supplier<T> supplier) {
    try {
      return call(scope, supplier::get);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a supplier threw a checked exception", e);
    }
  }
}
