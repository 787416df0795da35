/**
 * Clusters that are a function of the data: coordinates on a grid, seeds, k-means and the identity
 * of clusters over time. Knows points and numbers, no schemes, packs or tables. What is done per
 * row runs in tasks; only samples of bounded size, centres and counts come to the driver.
 */
@NullMarked
package io.fenqun.cluster;

import org.jspecify.annotations.NullMarked;
