package dev.penstock.message;

/** One message between two nodes; {@link EnvelopeCodec} owns its bytes. Immutable. */
public sealed interface Envelope
    permits CallMessage,
        ReplyMessage,
        CancelMessage,
        GrantMessage,
        GrantReturnMessage,
        FetchedMessage,
        StreamItemMessage,
        StreamEndMessage,
        PingMessage,
        ProgressMessage,
        CreditMessage {
  /** The version of the protocol that this code speaks; no other is read. */
  int VERSION = 1;
}
