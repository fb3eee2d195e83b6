/** Cost as work grows: one dimension after the other, with a simulated device behind the product's own score role. */
package io.clipstream.loadtest.scale;
