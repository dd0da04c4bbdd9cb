package dev.penstock.examples.diamond;

import dev.penstock.HttpIngress;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.List;

/** The entry: {@code POST /} with a text answers its language as JSON. */
public final class LanguageIngress implements HttpIngress {
  private final Preprocessor preprocess;
  private final List<LanguageModel> models;
  private final Combiner combine;

  /**
   * An entry over three steps.
   *
   * @param models asked at the same time
   */
  public LanguageIngress(Preprocessor preprocess, List<LanguageModel> models, Combiner combine) {
    this.preprocess = preprocess;
    this.models = models;
    this.combine = combine;
  }

  @Override
  public void routes(Router router) {
    router
        .post("/")
        .respond(ctx -> ctx.request().body().compose(body -> language(body.toString())));
  }

  private Future<Answer> language(String text) {
    return preprocess.words(text).compose(this::verdicts).compose(combine::combine);
  }

  private Future<List<Verdict>> verdicts(String words) {
    List<Future<Verdict>> asked = models.stream().map(model -> model.judge(words)).toList();
    return Future.all(asked).map(all -> all.list());
  }
}
