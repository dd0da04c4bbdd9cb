/**
 * Objects in mapped memory that several processes of a host share: one owner writes an object once,
 * readers map it. Each segment file belongs to the process that made it, which alone allocates in
 * it; what others may change are the holder bits and lease words of its slots, as {@link
 * dev.penstock.store.SegmentLayout} says. Knows neither Vert.x nor anything else of Penstock.
 */
@NullMarked
package dev.penstock.store;

import org.jspecify.annotations.NullMarked;
