package dev.penstock.message;

import io.vertx.core.buffer.Buffer;

/**
 * One item of a streamed result. A stream ends with the {@link ReplyMessage} of its call.
 *
 * @param callId as the call had it
 * @param sequence number of the item, from 0
 * @param payload the item as its codec writes it
 */
public record StreamItemMessage(long callId, long sequence, Buffer payload) implements Envelope {}
