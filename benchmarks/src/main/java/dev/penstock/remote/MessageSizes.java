package dev.penstock.remote;

import dev.penstock.benchmarks.Table;
import dev.penstock.cluster.RecordSizes;
import dev.penstock.message.CallHead;
import dev.penstock.message.CallMessage;
import dev.penstock.message.Envelope;
import dev.penstock.message.EnvelopeCodec;
import dev.penstock.message.PingMessage;
import dev.penstock.message.ReplicaId;
import dev.penstock.message.ReplyMessage;
import dev.penstock.message.ReplyMessage.Load;
import dev.penstock.message.ReplyMessage.Models;
import dev.penstock.message.RequestOrigin;
import dev.penstock.message.WireWriter;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Prints the sizes of what nodes tell each other. */
public final class MessageSizes {
  private static final String SELF = UUID.randomUUID().toString();
  private static final String OTHER = UUID.randomUUID().toString();

  private MessageSizes() {}

  /** Runs. */
  public static void main(String[] args) {
    Table table = new Table("message", "bytes", "in a sealed frame of its own");
    envelope(table, "ping", new PingMessage(true));
    envelope(table, "call, 20 characters", call());
    envelope(table, "reply, 20 characters", reply(Load.NONE));
    envelope(table, "reply, load 7", reply(new Load(7, null)));
    List<String> ids = IntStream.range(0, 10).mapToObj(i -> "model-" + i).toList();
    envelope(table, "reply, load 7, 10 changed models", reply(new Load(7, new Models(99, ids))));
    table.row("node without replicas", RecordSizes.ofNode(0), "");
    table.row("node with 10 replicas", RecordSizes.ofNode(10), "");
    table.row("placement of 10 replicas on 3 nodes", RecordSizes.ofAssignment(10, 3), "");
    table.row(
        "placement of 10,000 replicas on 1,000 nodes", RecordSizes.ofAssignment(10_000, 1_000), "");
    table.print();
  }

  private static void envelope(Table table, String what, Envelope envelope) {
    FrameCodec frames = new FrameCodec(SELF, new FrameSeal("secret"));
    WireWriter frame = frames.begin(1L << 40, 256);
    frames.add(envelope, frame);
    table.row(what, EnvelopeCodec.encode(envelope).length(), frames.end(OTHER, frame).length());
  }

  private static CallMessage call() {
    return new CallMessage(
        1L << 40,
        new CallHead(
            new ReplicaId("pipeline", "Model", 1, 123, OTHER),
            "process",
            Integer.MAX_VALUE,
            "pipeline/Gateway.model"),
        RequestOrigin.of("0123456789abcdef"),
        Duration.ofSeconds(59),
        null,
        false,
        1,
        0,
        0,
        0,
        List.of(),
        Buffer.buffer("a text of 20 letters."));
  }

  private static ReplyMessage reply(Load load) {
    return new ReplyMessage(
        1L << 40, null, true, null, null, load, List.of(), Buffer.buffer("a text of 20 letter.."));
  }
}
