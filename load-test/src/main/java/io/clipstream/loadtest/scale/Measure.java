package io.clipstream.loadtest.scale;

/** What is measured at a point. */
enum Measure {
    IMAGES_PER_SECOND("imagesPerSecond", "images/s"),
    OF_LIMIT("ofDeviceLimit", "share of what the devices could compute with full batches"),
    DEVICE_BUSY("deviceBusy", "share of the time that the device computes"),
    ENGINE_BUSY("engineBusy", "share of the time that a device worker is in a batch"),
    BATCH("batch", "images a batch"),
    CPU_MICROS("cpuMicrosAnImage", "CPU of the scorers, µs an image"),
    BROKER_CPU_MICROS("brokerCpuMicrosAnImage", "CPU of the broker, µs an image"),
    RESIDENT("residentMegabytes", "resident memory of a scorer, MB"),
    HEAP("heapMegabytes", "live heap of a scorer, MB"),
    READY("readySeconds", "from start to ready, s"),
    REFIT("refitSeconds", "from ready to a refit of all examples in use, s"),
    FIT("fitSeconds", "the refit itself, s"),
    TAKEN_OVER("takenOverSeconds", "from the kill until a partition of the dead moves, s"),
    RECOVERED("recoveredSeconds", "from the kill until the lag is back, s");

    private final String key;
    private final String text;

    Measure(String key, String text) {
        this.key = key;
        this.text = text;
    }

    /** Its name in JSON. */
    String key() {
        return key;
    }

    /** For people, with its unit. */
    String text() {
        return text;
    }
}
