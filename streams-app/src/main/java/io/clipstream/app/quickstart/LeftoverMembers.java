package io.clipstream.app.quickstart;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the group members of an earlier run out of their groups, as a broker that has just started again.
 *
 * <p>Their clients ended with that run, or have lost this broker and join again by themselves. Waiting for the session
 * timeout instead would keep the new run's members from any partition for 45 s; Kafka Streams does not leave its group
 * on a clean close either.
 */
final class LeftoverMembers {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverMembers.class);
    private static final int LIMIT_MS = 60_000;
    private static final String GROUPS = "__consumer_offsets";

    private LeftoverMembers() {}

    /** Does so for all groups; a failure costs the new run time, not records, and is logged. */
    static void remove(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MS);
        try (Admin admin = Admin.create(settings)) {
            awaitCoordinators(admin);
            // The streams protocol has a short session timeout of its own, see EmbeddedBroker.
            ListGroupsOptions classic = new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC));
            for (GroupListing group : admin.listGroups(classic).all().get()) {
                if (group.groupState().filter(GroupState.EMPTY::equals).isEmpty()) {
                    admin.removeMembersFromConsumerGroup(group.groupId(), new RemoveMembersFromConsumerGroupOptions())
                            .all()
                            .get();
                }
            }
        } catch (ExecutionException e) {
            LOG.warn("Members of the last run stay in their groups until their sessions end", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A broker that has just started lists only the groups that it has read back so far, but answers questions about any
     * one group once the partition that keeps it is read: so ask about one in each partition.
     */
    private static void awaitCoordinators(Admin admin) throws ExecutionException, InterruptedException {
        if (!admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get()
                .contains(GROUPS)) {
            return;
        }
        int partitions = admin.describeTopics(Set.of(GROUPS))
                .allTopicNames()
                .get()
                .get(GROUPS)
                .partitions()
                .size();
        Set<Integer> asked = new HashSet<>();
        for (int i = 0; asked.size() < partitions; i++) {
            String group = "clipstream-probe-" + i;
            if (asked.add(Math.abs(group.hashCode()) % partitions)) {
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get();
            }
        }
    }
}
