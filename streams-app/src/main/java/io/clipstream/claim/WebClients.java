package io.clipstream.claim;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Makes a client that does what it is told and nothing more: no redirects, cookies, proxies, decompression, retries. */
final class WebClients {
    /** An endless header is cut off, like an endless body. */
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .setMaxEmptyLineCount(4)
            .build();

    private WebClients() {}

    static CloseableHttpClient of(ClaimLimits limits, DnsResolver names, SSLContext tls) {
        Timeout connect = Timeout.of(limits.connect());
        Timeout read = Timeout.of(limits.read());
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(names)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEADERS)
                                .build())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(read)
                                .setTimeToLive(TimeValue.of(1, TimeUnit.MINUTES))
                                .build())
                        .setDefaultTlsConfig(
                                TlsConfig.custom().setHandshakeTimeout(read).build())
                        .setMaxConnTotal(limits.threads())
                        .setMaxConnPerRoute(limits.threads())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(limits.deadline()))
                        .setResponseTimeout(read)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setUserAgent("clipstream")
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .evictIdleConnections(TimeValue.of(30, TimeUnit.SECONDS))
                .build();
    }
}
