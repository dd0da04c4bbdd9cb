package dev.penstock.examples.batch;

import dev.penstock.BatchPolicy;
import dev.penstock.Batcher;
import dev.penstock.CallFailedException;
import dev.penstock.Failure;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the topic whose examples are most like a text. */
public final class NearestTopic implements TopicModel {
  private static final long SEED = 1;

  private final Network network;
  private final List<String> topics = new ArrayList<>();
  private final float[][] examples;
  private final Batcher<String, Topic> batcher;

  /**
   * A model.
   *
   * @param examples some words or a sentence for each topic
   * @param width numbers in the vector of a text
   * @param policy how texts form batches
   */
  public NearestTopic(Map<String, String> examples, int width, BatchPolicy policy) {
    this.network = new Network(width, SEED);
    this.topics.addAll(examples.keySet());
    this.examples = network.embed(topics.stream().map(examples::get).toList());
    this.batcher = Batcher.of(this::classifyAll, policy);
  }

  @Override
  public Future<Topic> classify(String text) {
    if (text.isBlank()) {
      // A bad item need not come into a batch.
      return Future.failedFuture(
          new CallFailedException(Failure.BAD_ARGUMENT, "send a text to classify"));
    }
    return batcher.submit(text);
  }

  private Future<List<Topic>> classifyAll(List<String> texts) {
    float[][] vectors = network.embed(texts);
    List<Topic> found = new ArrayList<>();
    for (float[] vector : vectors) {
      int nearest = 0;
      for (int topic = 1; topic < examples.length; topic++) {
        if (Network.dot(vector, examples[topic]) > Network.dot(vector, examples[nearest])) {
          nearest = topic;
        }
      }
      double score = Math.round(100 * Network.dot(vector, examples[nearest])) / 100.0;
      found.add(new Topic(topics.get(nearest), score, texts.size()));
    }
    return Future.succeededFuture(found);
  }
}
