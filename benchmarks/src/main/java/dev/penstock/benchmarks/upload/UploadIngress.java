package dev.penstock.benchmarks.upload;

import com.sun.management.ThreadMXBean;
import dev.penstock.Blob;
import dev.penstock.HttpIngress;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Takes bodies in two ways, and answers with their length; and tells how many bytes the threads of
 * the server have allocated on the heap so far.
 */
public final class UploadIngress implements HttpIngress {
  /** Into the store. */
  static final String BLOB = "/blob";

  /** Into one buffer on the heap. */
  static final String HEAP = "/heap";

  /** Allocated bytes of all threads. */
  static final String ALLOCATED = "/allocated";

  @Override
  public void routes(Router router) {
    router.post(BLOB).respond(ctx -> Blob.body(ctx).map(Blob::length).map(String::valueOf));
    router.post(HEAP).respond(ctx -> ctx.request().body().map(Buffer::length).map(String::valueOf));
    router.post(ALLOCATED).respond(ctx -> ctx.request().body().map(none -> allocated()));
  }

  private static String allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] bytes = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
    return String.valueOf(Arrays.stream(bytes).filter(of -> of > 0).sum());
  }
}
