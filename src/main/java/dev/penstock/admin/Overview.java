package dev.penstock.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a node tells its operators about itself. Each answer is quick; any thread may ask. */
public interface Overview {
  /** The version of Penstock. */
  String version();

  /** The address for clients, such as {@code http://127.0.0.1:8000}; empty without HTTP. */
  Optional<String> url();

  /** When everything served for the first time; empty before. */
  Optional<Instant> readySince();

  /** Whether the node goes down. */
  boolean draining();

  /** Why the node is not ready, in words; none if it is. */
  List<String> notReady();

  /** The applications that are open. */
  List<ApplicationFacts> applications();

  /** The cluster as the node sees it; empty if it is in none. */
  Optional<ClusterFacts> cluster();

  /** HTTP requests that were not answered yet. */
  int openRequests();

  /** Connections of HTTP clients. */
  int openConnections();

  /** The object store, while it is open. */
  Optional<StoreFacts> store();
}
