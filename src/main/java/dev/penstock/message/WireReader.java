package dev.penstock.message;

/** Reads values from a buffer that came from another node; every length is checked. */
public final class WireReader {}
