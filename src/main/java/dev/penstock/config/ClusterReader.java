package dev.penstock.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes the record of the cluster from its JSON object. */
final class ClusterReader {
  private static final String EXAMPLE = "\"10.0.0.1:5701\"";

  /** A host, or an IPv6 address in brackets; and a port, if it is not the default one. */
  private static final Pattern MEMBER =
      Pattern.compile("([^\\s:]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?");

  private static final int MAX_NODES = 10_000;

  private ClusterReader() {}

  static ClusterConfig cluster(ObjectCursor in, Path directory) {
    ClusterConfig fallback = ClusterConfig.defaults();
    List<String> members = members(in);
    ClusterConfig read =
        new ClusterConfig(
            in.flag("enabled", fallback.enabled()),
            in.text("name").filter(name -> !name.isBlank()).orElse(fallback.name()),
            in.text("host").orElse(fallback.host()),
            in.integer("port", 0, 65535).orElse(fallback.port()),
            in.integer("transferPort", 0, 65535).orElse(fallback.transferPort()),
            secret(in),
            members,
            hazelcast(in, directory),
            in.text("node").filter(name -> !name.isBlank()),
            PlacementReader.resources(in),
            in.integer("quorum", 1, MAX_NODES).orElse(majority(members.size())),
            in.choice(
                    "onMinority",
                    Arrays.stream(OnMinority.values()).map(OnMinority::key).toList(),
                    OnMinority::ofKey)
                .orElse(fallback.onMinority()),
            in.positiveDuration("leaveNotice").orElse(fallback.leaveNotice()));
    if (read.hazelcast().isPresent() && in.has("members")) {
      in.problem(
          "members",
          "cluster.hazelcast names a file that says how nodes find each other; remove one of both");
    }
    if (read.enabled() && read.hazelcast().isPresent()) {
      checkHazelcast(in, read.hazelcast().get());
    }
    in.refuseUnknownKeys();
    return read;
  }

  /** A file that is not there, or that leaves open how many nodes there are. */
  private static void checkHazelcast(ObjectCursor in, Path file) {
    if (!Files.isReadable(file)) {
      in.problem("hazelcast", "names " + file + ", which is not there or cannot be read");
    }
    if (!in.has("quorum")) {
      in.problem(
          "quorum",
          "is missing: cluster.hazelcast does not tell how many nodes there are; write more than"
              + " half of them, or the parts of a split would each place all replicas");
    }
  }

  /** More than half of those that are listed; one that is listed alone may be any of many. */
  private static int majority(int members) {
    return members <= 1 ? 1 : members / 2 + 1;
  }

  private static Optional<Secret> secret(ObjectCursor in) {
    Optional<String> written = in.text("secret");
    if (written.isPresent() && written.get().length() < Secret.SHORTEST) {
      in.problem(
          "secret",
          "has "
              + written.get().length()
              + " characters, and must have at least "
              + Secret.SHORTEST
              + ": take random ones, such as from openssl rand -hex 32");
      return Optional.empty();
    }
    return written.map(Secret::new);
  }

  private static List<String> members(ObjectCursor in) {
    List<String> members = new ArrayList<>();
    for (String member : in.texts("members", EXAMPLE)) {
      Matcher parts = MEMBER.matcher(member);
      if (!parts.matches()) {
        in.problem("members", "must be host:port such as " + EXAMPLE + ", was \"" + member + "\"");
      } else if (parts.group(2) == null) {
        members.add(member + ":" + ClusterConfig.DEFAULT_PORT);
      } else if (Integer.parseInt(parts.group(2)) > 65535) {
        in.problem("members", "a port is at most 65535, was \"" + member + "\"");
      } else {
        members.add(member);
      }
    }
    return List.copyOf(members);
  }

  private static Optional<Path> hazelcast(ObjectCursor in, Path directory) {
    Optional<String> written = in.text("hazelcast");
    if (written.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path file = directory.resolve(written.get()).normalize();
      String name = file.toString();
      if (name.endsWith(".xml") || name.endsWith(".yaml") || name.endsWith(".yml")) {
        return Optional.of(file);
      }
    } catch (InvalidPathException e) {
      // Told below.
    }
    in.problem(
        "hazelcast", "must name a file .xml or .yaml of Hazelcast, was \"" + written.get() + "\"");
    return Optional.empty();
  }
}
