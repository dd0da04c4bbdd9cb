package dev.penstock.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The router that an ingress adds its routes to: Vert.x Web's, except that text given to {@link
 * Route#respond} is plain text, where Vert.x Web would call it HTML and so let a route that echoes
 * its input serve scripts.
 *
 * <p>{@code respond} decides the type from the value, so nothing set before or after it can tell
 * its HTML from the route's own; hence routes are proxies while they are set up. Requests do not
 * pass through the proxies.
 */
final class IngressRouter {
  private final Router router;
  private final BitSet handledErrors = new BitSet();

  IngressRouter(Router delegate) {
    this.router = wrap(Router.class, delegate, this::onRouter);
  }

  Router router() {
    return router;
  }

  /** Whether the ingress has its own handler for that status. */
  boolean handlesErrors(int status) {
    return handledErrors.get(status);
  }

  private interface Call {
    @Nullable Object on(Object proxy, Method method, @Nullable Object @Nullable [] args)
        throws Throwable;
  }

  private <T> T wrap(Class<T> type, T delegate, Function<T, Call> calls) {
    Call call = calls.apply(delegate);
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> call.on(proxy, method, args)));
  }

  private Call onRouter(Router delegate) {
    return (proxy, method, args) -> {
      if (method.getName().equals("errorHandler")
          && args != null
          && args[0] instanceof Integer status) {
        handledErrors.set(status);
      }
      Object result = invoke(delegate, method, args);
      return result instanceof Route route
          ? wrap(Route.class, route, this::onRoute)
          : self(result, delegate, proxy);
    };
  }

  private Call onRoute(Route delegate) {
    return (proxy, method, args) -> {
      if (method.getName().equals("respond")
          && args != null
          && args[0] instanceof Function<?, ?> answer) {
        respond(delegate, answer);
        return proxy;
      }
      return self(invoke(delegate, method, args), delegate, proxy);
    };
  }

  @SuppressWarnings("unchecked") // The type that Route.respond declares.
  private static void respond(Route route, Function<?, ?> answer) {
    var typed = (Function<RoutingContext, @Nullable Future<Object>>) answer;
    route.respond(
        ctx -> {
          Future<Object> answered = typed.apply(ctx);
          if (answered == null) {
            return Future.failedFuture("the route returned null instead of a future");
          }
          return answered.map(
              body -> {
                if (body instanceof String) {
                  defaultToText(ctx.response());
                }
                return body;
              });
        });
  }

  private static void defaultToText(HttpServerResponse response) {
    if (!response.headWritten() && !response.headers().contains(HttpHeaders.CONTENT_TYPE)) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, ResponseHead.TEXT);
    }
  }

  private static @Nullable Object self(@Nullable Object result, Object delegate, Object proxy) {
    return result == delegate ? proxy : result;
  }

  private static @Nullable Object invoke(
      Object delegate, Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      return method.invoke(delegate, args);
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }
}
