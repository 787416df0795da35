package io.fenqun.scheme;

import io.fenqun.time.Month;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a method learned from the members of one month, by which it assigns the customers of that
 * month and of later ones.
 *
 * @param month whose members it was fitted to
 * @param definition hash of what can change a model; a model of another definition is of no use
 * @param status whether customers are assigned by it
 * @param customers number of members
 * @param cost what the fit left over, in the method's own unit
 * @param iterations until it stood
 * @param movedShare of the members, those whom the model in effect before puts into another
 *     segment; empty where there was none
 * @param content the model itself, in the method's own form (JSON)
 * @param parts of the model, in its order, and segments that go on no more
 */
public record SchemeModel(
    String scheme,
    Month month,
    String definition,
    Status status,
    long customers,
    double cost,
    int iterations,
    OptionalDouble movedShare,
    String content,
    List<Part> parts) {
  public SchemeModel {
    parts = List.copyOf(parts);
  }

  /** Whether customers are assigned by a model. */
  public enum Status {
    /** From its month on, until the next one that is in effect. */
    IN_EFFECT,
    /** It would move too many, or needs a segment that is not declared: a person decides. */
    PROPOSED
  }

  /** What became of a segment at a fit. */
  public enum Event {
    /** It had no model before, or is none of the model before. */
    BORN,
    /** It goes on. */
    KEPT,
    /** It goes on, and a good part of it became another one. */
    SPLIT,
    /** It goes on, and has taken most of another one in. */
    MERGED,
    /** It is no segment of the model any more. */
    DIED
  }

  /**
   * A segment of a model, or one that died with it.
   *
   * @param segment code; empty where a person has to declare one
   * @param customers members in it, by the model before of one that died
   * @param before members in it by the model before; 0 where it is born
   * @param shared of both, the same members
   */
  public record Part(
      Optional<String> segment, Event event, long customers, long before, long shared) {
    /** Shared members among all of both; 0 for none. */
    public double jaccard() {
      long all = event == Event.DIED ? before : customers + before - shared;
      return all == 0 ? 0 : (double) shared / all;
    }
  }

  /** The same as that of another scheme. */
  public SchemeModel of(String other) {
    return new SchemeModel(
        other, month, definition, status, customers, cost, iterations, movedShare, content, parts);
  }
}
