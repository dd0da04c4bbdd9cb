package dev.penstock.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * A run of a class of tests, some of which fail.
 *
 * @param failures what ended badly, classes and tests
 */
record FailedRun(List<Event> failures) {
  /** Runs the tests of a class in this JVM. */
  static FailedRun of(Class<?>... tests) {
    EngineTestKit.Builder builder = EngineTestKit.engine("junit-jupiter");
    for (Class<?> test : tests) {
      builder.selectors(selectClass(test));
    }
    EngineExecutionResults results = builder.execute();
    return new FailedRun(results.allEvents().failed().list());
  }

  /** The methods and classes that failed. */
  List<String> failed() {
    return failures.stream().map(FailedRun::name).toList();
  }

  /** What a class or a test failed with. */
  Throwable failure(String name) {
    return failures.stream()
        .filter(event -> name(event).equals(name))
        .map(FailedRun::thrown)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " did not fail, only " + failed()));
  }

  private static String name(Event event) {
    TestSource source = event.getTestDescriptor().getSource().orElseThrow();
    return source instanceof MethodSource method
        ? method.getMethodName()
        : ((ClassSource) source).getJavaClass().getSimpleName();
  }

  private static Optional<Throwable> thrown(Event event) {
    return event.getPayload(TestExecutionResult.class).flatMap(TestExecutionResult::getThrowable);
  }
}
