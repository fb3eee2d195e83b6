package io.clipstream.loadtest.scale;

/** What is measured at a point. */
enum Measure {
    IMAGES_PER_SECOND("imagesPerSecond", "images/s", "images/s"),
    OF_LIMIT("ofDeviceLimit", "share of what the devices could compute with full batches", "share"),
    DEVICE_BUSY("deviceBusy", "share of the time that the device computes", "share"),
    ENGINE_BUSY("engineBusy", "share of the time that a device worker is in a batch", "share"),
    BATCH("batch", "images a batch", "images"),
    CPU_MICROS("cpuMicrosAnImage", "CPU of the scorers, µs an image", "µs"),
    BROKER_CPU_MICROS("brokerCpuMicrosAnImage", "CPU of the broker, µs an image", "µs"),
    RESIDENT("residentMegabytes", "resident memory of a scorer, MB", "MB"),
    HEAP("heapMegabytes", "live heap of a scorer, MB", "MB"),
    READY("readySeconds", "from start to ready, s", "s"),
    REFIT("refitSeconds", "from ready to a refit of all examples in use, s", "s"),
    FIT("fitSeconds", "the refit itself, s", "s"),
    TAKEN_OVER("takenOverSeconds", "from the kill until a partition of the dead moves, s", "s"),
    RECOVERED("recoveredSeconds", "from the kill until the lag is back, s", "s");

    private final String key;
    private final String text;
    private final String unit;

    Measure(String key, String text, String unit) {
        this.key = key;
        this.text = text;
        this.unit = unit;
    }

    /** Its name in JSON. */
    String key() {
        return key;
    }

    /** For people, with its unit. */
    String text() {
        return text;
    }

    /** What it is counted in. */
    String unit() {
        return unit;
    }
}
