package io.clipstream.claim;

import java.util.List;

/**
 * What may be fetched over the web.
 *
 * @param hosts from which; none: nothing
 * @param plainHttp whether http is allowed beside https
 * @param privateNetworks addresses off the open internet that connections may be made to all the same
 */
public record WebRules(List<HostRule> hosts, boolean plainHttp, List<Network> privateNetworks) {
    /** Nothing. */
    public static final WebRules NOTHING = new WebRules(List.of(), false, List.of());

    public WebRules {
        hosts = List.copyOf(hosts);
        privateNetworks = List.copyOf(privateNetworks);
    }
}
