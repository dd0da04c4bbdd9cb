package dev.penstock.fake;

import io.netty.channel.EventLoop;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event loop whose tasks and timers run when the test says so, on the test's thread. */
public final class ScriptedLoop {
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final ArrayDeque<Runnable> timers = new ArrayDeque<>();
  private boolean inside;

  public EventLoop loop() {
    return (EventLoop)
        Proxy.newProxyInstance(
            EventLoop.class.getClassLoader(),
            new Class<?>[] {EventLoop.class},
            (proxy, method, args) -> called(method, args));
  }

  private @Nullable Object called(Method method, @Nullable Object @Nullable [] args) {
    return switch (method.getName()) {
      case "inEventLoop" -> inside;
      case "execute" -> {
        tasks.add((Runnable) Objects.requireNonNull(Objects.requireNonNull(args)[0]));
        yield null;
      }
      case "schedule" -> {
        timers.add((Runnable) Objects.requireNonNull(Objects.requireNonNull(args)[0]));
        yield null;
      }
      default -> throw new AssertionError("not scripted: " + method);
    };
  }

  /** Does something as a task of this loop. */
  public void run(Runnable task) {
    inside = true;
    task.run();
    inside = false;
  }

  /** Runs the tasks that were handed over by now. */
  public void runTasks() {
    for (int i = tasks.size(); i > 0; i--) {
      run(tasks.remove());
    }
  }

  /** Lets the timers that are set by now fire; false if there are none. */
  public boolean runTimers() {
    boolean any = !timers.isEmpty();
    for (int i = timers.size(); i > 0; i--) {
      run(timers.remove());
    }
    return any;
  }
}
