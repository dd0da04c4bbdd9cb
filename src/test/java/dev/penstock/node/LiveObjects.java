package dev.penstock.node;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What the heap of this JVM holds after a collection, by class, as its own histogram tells. */
final class LiveObjects {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*");

  private LiveObjects() {}

  /** Collects garbage; the numbers of reachable objects of the classes that are asked for. */
  static Map<String, Long> count(Predicate<String> className) {
    Map<String, Long> counts = new TreeMap<>();
    for (String line : histogram().lines().toList()) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && className.test(row.group(2))) {
        counts.merge(row.group(2), Long.valueOf(row.group(1)), Long::sum);
      }
    }
    return counts;
  }

  private static String histogram() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      Object[] arguments = {new String[0]};
      String[] signature = {String[].class.getName()};
      return (String) server.invoke(commands, "gcClassHistogram", arguments, signature);
    } catch (JMException e) {
      throw new IllegalStateException("no class histogram from this JVM", e);
    }
  }
}
