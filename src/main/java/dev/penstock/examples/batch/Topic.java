package dev.penstock.examples.batch;

/**
 * What a text is about.
 *
 * @param topic its name
 * @param score how much the text is like the examples of the topic, from -1 to 1
 * @param batch how many texts were classified together
 */
public record Topic(String topic, double score, int batch) {}
