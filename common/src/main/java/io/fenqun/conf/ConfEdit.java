package io.fenqun.conf;

import java.util.Optional;

/**
 * One clause that two versions of a file say differently.
 *
 * @param position in the later file, of a clause that it lacks in the earlier one; an item of a
 *     list is named by its code, {@code segments[A4].floor}
 * @param before as one line of YAML; empty where the clause is new
 * @param after as one line of YAML; empty where the clause is gone
 */
public record ConfEdit(Position position, Optional<String> before, Optional<String> after) {}
