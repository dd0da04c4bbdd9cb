package dev.penstock.benchmarks.cluster;

import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** As its contract says. */
public final class Driving implements Drive {
  static final int FLOATS = 10 << 18;
  private static final String TEXT = "x".repeat(20);

  private final Vertx vertx = Vertx.currentContext().owner();
  private final HttpClientAgent client = vertx.createHttpClient();
  private final float[] numbers = new float[FLOATS];
  private final List<Echo> callees;

  /** A driver. */
  public Driving(List<Echo> callees) {
    this.callees = callees;
    Arrays.fill(numbers, 0.5f);
  }

  @Override
  public Future<List<Long>> run(Way way, int callee, int window, int count, int port) {
    Promise<List<Long>> done = Promise.promise();
    new Turn(way, callee, count, port, done).start(window);
    return done.future();
  }

  @Override
  public Future<Boolean> onThisThread(int callee) {
    String mine = Thread.currentThread().getName();
    return callees.get(callee).thread().map(mine::equals);
  }

  private Future<?> one(Way way, int callee, int port) {
    return switch (way) {
      case CALL -> callees.get(callee).echo(TEXT);
      case REQUEST -> vertx.eventBus().request(EchoNode.address(callee), TEXT);
      case TENSOR -> tensor(callees.get(callee));
      case HTTP -> post(port, "/raw", bytes());
      case JSON -> post(port, "/json", new JsonArray(boxed()).toBuffer());
    };
  }

  private Future<Float> tensor(Echo echo) {
    Tensor tensor = Tensor.of(numbers, FLOATS);
    return echo.ends(tensor).onComplete(ended -> tensor.close());
  }

  private Buffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(FLOATS * Float.BYTES);
    FloatBuffer floats = bytes.asFloatBuffer();
    floats.put(numbers);
    return Buffer.buffer(bytes.array());
  }

  private List<Float> boxed() {
    List<Float> all = new ArrayList<>(FLOATS);
    for (float each : numbers) {
      all.add(each);
    }
    return all;
  }

  private Future<Buffer> post(int port, String path, Buffer body) {
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", path)
        .compose(request -> request.send(body))
        .compose(HttpClientResponse::body);
  }

  /** So many calls. */
  private final class Turn {
    private final Way way;
    private final int callee;
    private final int count;
    private final int port;
    private final Promise<List<Long>> done;
    private final List<Long> nanos = new ArrayList<>();
    private final long started = System.nanoTime();
    private int begun;

    Turn(Way way, int callee, int count, int port, Promise<List<Long>> done) {
      this.way = way;
      this.callee = callee;
      this.count = count;
      this.port = port;
      this.done = done;
    }

    void start(int window) {
      for (int i = 0; i < window; i++) {
        next();
      }
    }

    private void next() {
      if (begun == count) {
        return;
      }
      begun++;
      long before = System.nanoTime();
      one(way, callee, port)
          .onSuccess(
              answer -> {
                nanos.add(System.nanoTime() - before);
                if (nanos.size() == count) {
                  nanos.add(System.nanoTime() - started);
                  done.complete(nanos);
                } else {
                  next();
                }
              })
          .onFailure(done::tryFail);
    }
  }
}
