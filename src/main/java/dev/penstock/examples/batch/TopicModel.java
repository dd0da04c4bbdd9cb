package dev.penstock.examples.batch;

import io.vertx.core.Future;

/** Tells what a text is about. */
public interface TopicModel {
  /** The topic of a text. */
  Future<Topic> classify(String text);
}
