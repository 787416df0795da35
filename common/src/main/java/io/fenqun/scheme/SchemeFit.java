package io.fenqun.scheme;

import java.util.List;
import java.util.Optional;

/**
 * What came of a fit.
 *
 * @param model empty where the members allow none
 * @param notes for a person, whole sentences that begin with the scheme and month
 */
public record SchemeFit(Optional<SchemeModel> model, List<String> notes) {}
