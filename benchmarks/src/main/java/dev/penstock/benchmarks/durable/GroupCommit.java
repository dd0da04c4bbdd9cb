package dev.penstock.benchmarks.durable;

import dev.penstock.benchmarks.Table;
import dev.penstock.durable.Body;
import dev.penstock.durable.DurablePolicy;
import dev.penstock.durable.DurableRequests;
import dev.penstock.durable.Message;
import dev.penstock.durable.NewRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests of 100 bytes that 64 callers ask to be accepted and synced, next to writing as many
 * bytes to a file and syncing it for each.
 */
final class GroupCommit {
  private static final String APPLICATION = "durable";
  private static final int CALLERS = 64;
  private static final byte[] BODY = new byte[100];

  private GroupCommit() {}

  static void print(Path directory, int rounds, Duration time)
      throws IOException, InterruptedException {
    DurablePolicy policy =
        new DurablePolicy(
            true,
            Duration.ofHours(1),
            Duration.ofHours(1),
            10_000_000,
            1,
            Duration.ofSeconds(1),
            1);
    List<Double> single = new ArrayList<>();
    List<Double> group = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (DurableRequests requests =
            DurableRequests.open(
                directory.resolve("group"),
                Map.of(APPLICATION, policy),
                System::currentTimeMillis);
        FileChannel file =
            FileChannel.open(
                directory.resolve("single"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND)) {
      accepted(requests, time);
      for (int round = 0; round < rounds; round++) {
        single.add(synced(file, time));
        group.add(accepted(requests, time));
        ratios.add(group.get(round) / single.get(round));
      }
    }
    Table table = new Table("on the disk", "a second", "to one sync each");
    table.row("written and synced one by one", Table.median(single, 0), "1.00");
    table.row(
        "accepted, " + CALLERS + " at a time",
        Table.median(group, 0),
        Table.medianAndRange(ratios, 1));
    table.print();
  }

  private static double synced(FileChannel file, Duration time) throws IOException {
    long start = System.nanoTime();
    long count = 0;
    while (System.nanoTime() - start < time.toNanos()) {
      file.write(ByteBuffer.wrap(BODY));
      file.force(false);
      count++;
    }
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static double accepted(DurableRequests requests, Duration time)
      throws InterruptedException {
    Semaphore free = new Semaphore(CALLERS);
    AtomicLong count = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    NewRequest request =
        new NewRequest(
            APPLICATION,
            "POST",
            "/",
            null,
            new Message(List.of(), new Body.Inline(Buffer.buffer(BODY))));
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      free.acquire();
      requests
          .accept(request)
          .onComplete(
              done -> {
                (done.succeeded() ? count : failed).incrementAndGet();
                free.release();
              });
    }
    free.acquire(CALLERS);
    double perSecond = count.get() / ((System.nanoTime() - start) / 1e9);
    if (failed.get() > 0) {
      throw new IllegalStateException(failed + " were not accepted");
    }
    return perSecond;
  }
}
