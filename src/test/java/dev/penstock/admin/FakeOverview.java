package dev.penstock.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A node that does what the test says. */
final class FakeOverview implements Overview {
  volatile List<ApplicationFacts> applications = List.of();
  volatile List<String> notReady = List.of();
  volatile Optional<ClusterFacts> cluster = Optional.empty();
  volatile Optional<StoreFacts> store = Optional.empty();

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public Optional<String> url() {
    return Optional.of("http://127.0.0.1:8000");
  }

  @Override
  public Optional<Instant> readySince() {
    return Optional.of(Instant.ofEpochSecond(1_000));
  }

  @Override
  public boolean draining() {
    return false;
  }

  @Override
  public List<String> notReady() {
    return notReady;
  }

  @Override
  public List<ApplicationFacts> applications() {
    return applications;
  }

  @Override
  public Optional<ClusterFacts> cluster() {
    return cluster;
  }

  @Override
  public int openRequests() {
    return 3;
  }

  @Override
  public int openConnections() {
    return 4;
  }

  @Override
  public Optional<StoreFacts> store() {
    return store;
  }
}
