package dev.penstock.message;

import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * The call that a Vert.x context works for.
 *
 * <p>Kept in a local of the (duplicated) context, so it follows everything that Vert.x runs for the
 * call. Also a service provider of Vert.x: the local must be registered before a {@code Vertx} is
 * made, by whomever.
 */
public final class CurrentCall implements VertxServiceProvider {
  private static final ContextLocal<CallScope> LOCAL = ContextLocal.registerLocal(CallScope.class);

  @Override
  public void init(VertxBootstrap bootstrap) {
    // Loading this class has registered the local.
  }

  /** The call of the current thread's context, or {@link CallScope#EMPTY}. */
  public static CallScope get() {
    return get(ContextInternal.current());
  }

  /** The call of that context, or {@link CallScope#EMPTY}. */
  public static CallScope get(@Nullable ContextInternal context) {
    if (context == null) {
      return CallScope.EMPTY;
    }
    CallScope scope = context.getLocal(LOCAL, AccessMode.CONCURRENT);
    return scope == null ? CallScope.EMPTY : scope;
  }

  /** Makes {@code scope} the call of a duplicated context. */
  public static void set(ContextInternal duplicated, CallScope scope) {
    duplicated.putLocal(LOCAL, AccessMode.CONCURRENT, scope);
  }
}
