package io.clipstream.app.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method at one number of shots.
 *
 * @param method its name
 * @param shots per class
 * @param accuracy share of test rows that are right, by seed; null if it failed
 * @param calibrationError expected calibration error, by seed; null if it failed
 * @param fitSeconds time of the fitting thread on a processor, by seed; null if it failed
 * @param failure why it could not be measured; null if it could
 */
record FewShotCell(
        String method,
        int shots,
        SeedFigures accuracy,
        SeedFigures calibrationError,
        SeedFigures fitSeconds,
        String failure) {
    static FewShotCell failed(String method, int shots, String reason) {
        return new FewShotCell(method, shots, null, null, null, reason);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("method", method);
        map.put("shots", shots);
        if (failure == null) {
            map.put("accuracy", accuracy.toMap());
            map.put("expectedCalibrationError", calibrationError.toMap());
            map.put("fitCpuSeconds", fitSeconds.toMap());
        } else {
            map.put("failure", failure);
        }
        return map;
    }
}
