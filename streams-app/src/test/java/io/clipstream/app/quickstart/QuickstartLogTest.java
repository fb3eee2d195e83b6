package io.clipstream.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class QuickstartLogTest {
    @TempDir
    private Path folder;

    // Before it too: another test may have quietened the log.
    @BeforeEach
    @AfterEach
    void putTheTestLogBack() throws Exception {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        URL configuration = QuickstartLogTest.class.getResource("/logback-test.xml");
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(configuration);
    }

    @Test
    void writesToAFileInAFolderItMakes() throws Exception {
        // Given
        Path file = folder.resolve("new").resolve("clipstream.log");
        // When
        QuickstartLog.moveTo(file);
        LoggerFactory.getLogger("io.clipstream.anything").info("heard in the file");
        // Then
        assertThat(Files.readString(file)).contains("INFO", "heard in the file");
    }
}
