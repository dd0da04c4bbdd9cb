package dev.penstock.message;

import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs at the cancellation, within that scope, on the event loop of that context. */
record CancelListener(CallScope scope, Runnable action, @Nullable ContextInternal context) {
  private static final Logger LOG = LoggerFactory.getLogger(CallScope.class);

  /** Not on the context itself: a worker thread of it may be the busy one. */
  void tell() {
    ContextInternal where = context == null ? scope.home() : context;
    if (where == null) {
      run();
      return;
    }
    try {
      onEventLoop(where).runOnContext(go -> run());
    } catch (RejectedExecutionException e) {
      LOG.debug("an action for the cancellation of a call found its event loop closed", e);
    }
  }

  private static ContextInternal onEventLoop(ContextInternal where) {
    return where.isEventLoopContext()
        ? where
        : where
            .owner()
            .contextBuilder()
            .withEventLoop(where.nettyEventLoop())
            .withClassLoader(where.classLoader())
            .build();
  }

  private void run() {
    try {
      CurrentCall.run(scope, action);
    } catch (Throwable e) {
      // User code: whatever it throws, the others are told all the same.
      LOG.error(
          "what was to run at the cancellation of a call failed, requestId={}",
          scope.requestId(),
          e);
    }
  }
}
