package dev.penstock.message;

import io.vertx.core.buffer.Buffer;

/**
 * One item of a stream that belongs to a call. A streamed result ends with the {@link ReplyMessage}
 * of its call, any other stream with a {@link StreamEndMessage}.
 *
 * @param callId as the call had it
 * @param fromCaller whether the caller of the call sends it: an item of an argument
 * @param stream 0 for the result, otherwise the number of the stream among the arguments, from 1
 * @param sequence number of the item, from 0
 * @param payload the item as its codec writes it
 */
public record StreamItemMessage(
    long callId, boolean fromCaller, int stream, long sequence, Buffer payload)
    implements Envelope {}
