package dev.penstock.examples.tensors;

import dev.penstock.Blob;
import dev.penstock.HttpIngress;
import dev.penstock.Tensor;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.List;

/** The entry: {@code POST /} with a PNG or JPEG answers what the stages have made of it. */
public final class TensorIngress implements HttpIngress {
  private final PictureDecoder decoder;
  private final List<Stage> stages;
  private final PictureEncoder encoder;

  /** An entry over a decoder, stages in their order, and an encoder. */
  public TensorIngress(PictureDecoder decoder, List<Stage> stages, PictureEncoder encoder) {
    this.decoder = decoder;
    this.stages = List.copyOf(stages);
    this.encoder = encoder;
  }

  @Override
  public void routes(Router router) {
    router
        .post("/")
        .handler(
            ctx ->
                Blob.body(ctx)
                    .compose(this::process)
                    .compose(file -> file.send(ctx, "image/png"))
                    .onFailure(ctx::fail));
  }

  /**
   * What becomes of a file. Each step's result is closed as soon as the next one has seen it; the
   * end of the request would do that too, but later.
   */
  Future<Blob> process(Blob file) {
    Future<Tensor> picture = decoder.decode(file).onComplete(done -> file.close());
    for (Stage stage : stages) {
      picture = picture.compose(each -> stage.apply(each).onComplete(done -> each.close()));
    }
    return picture.compose(each -> encoder.encode(each).onComplete(done -> each.close()));
  }
}
