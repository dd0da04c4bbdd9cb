package dev.penstock.message;

/** Writes values into a growing buffer. Not thread-safe. */
public final class WireWriter {}
