package dev.penstock.examples.images;

import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;

/** The entry: {@code POST /} with a PNG or JPEG answers its size and main colors as JSON. */
public final class PictureIngress implements HttpIngress {
  private final Decoder decoder;
  private final Resizer resizer;
  private final Palette palette;
  private final int longestSide;
  private final int colors;

  /**
   * An entry over three steps.
   *
   * @param longestSide pixels to which pictures are shrunk before their colors are counted
   * @param colors number of colors to find
   */
  public PictureIngress(
      Decoder decoder, Resizer resizer, Palette palette, int longestSide, int colors) {
    this.decoder = decoder;
    this.resizer = resizer;
    this.palette = palette;
    this.longestSide = longestSide;
    this.colors = colors;
  }

  @Override
  public void routes(Router router) {
    router
        .post("/")
        .respond(ctx -> ctx.request().body().compose(body -> describe(body.getBytes())));
  }

  private Future<Description> describe(byte[] file) {
    var timings = new Timings(System::nanoTime);
    return timings
        .of("decode", decoder.decode(file))
        .compose(
            decoded ->
                timings
                    .of("resize", resizer.shrink(decoded.image(), longestSide))
                    .compose(small -> timings.of("palette", palette.colors(small, colors)))
                    .map(
                        swatches ->
                            new Description(
                                decoded.width(),
                                decoded.height(),
                                swatches,
                                timings.milliseconds())));
  }
}
