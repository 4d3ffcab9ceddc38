// SPDX-License-Identifier: Apache-2.0

extension Settings {
    /// The rates of a load curve, in percent.
    var percents: [Int] {
        isQuick ? LoadCurve.fewPercents : LoadCurve.percents
    }

    /// How long each point of a curve is measured.
    var pointDuration: Duration { duration / 2 }

    /// About how long all curves take.
    var curvesDuration: Duration {
        let start = warmUp + .milliseconds(400)
        // What is under way at the end of a point gets a quarter of its time.
        let point = pointDuration * 5 / 4 + .milliseconds(100)
        let line = start + duration + start + point * percents.count
        return line * (engines.count * curves.count)
    }
}
