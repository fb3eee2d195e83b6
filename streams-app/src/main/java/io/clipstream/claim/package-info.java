/**
 * Images that lie elsewhere (claim check): fetched by their address from the web, from S3 or from a folder, within limits
 * that the operator sets, and verified by their digest; and stored there.
 */
package io.clipstream.claim;
