/** The client of a schema registry that speaks Confluent's REST API (Confluent's own, Apicurio's compatible one). */
package io.clipstream.registry;
