// SPDX-License-Identifier: Apache-2.0

/// Numbers as people read them: three digits that count, and a unit.
package enum Numbers {
    /// Three significant digits, without an exponent: `0.012`, `3.14`, `27.2`, `1200`.
    package static func significant(_ value: Double) -> String {
        let size = abs(value)
        switch size {
        case 0: return "0"
        case ..<0.0995: return decimal(value, places: 3)
        case ..<9.995: return decimal(value, places: 2)
        case ..<99.95: return decimal(value, places: 1)
        default: return "\(Int(value.rounded()))"
        }
    }

    /// How many: `942`, `12.3k`, `1.20M`.
    package static func count(_ value: Double) -> String {
        switch abs(value) {
        case ..<99.95: value == value.rounded() ? "\(Int(value))" : decimal(value, places: 1)
        case ..<9999.5: "\(Int(value.rounded()))"
        case ..<999_500: significant(value / 1000) + "k"
        default: significant(value / 1_000_000) + "M"
        }
    }

    /// A time that is given in microseconds: `8.2µs`, `1.20ms`, `2.5s`.
    package static func micros(_ value: Double) -> String {
        switch abs(value) {
        case ..<999.5: significant(value) + "µs"
        case ..<999_500: significant(value / 1000) + "ms"
        default: significant(value / 1_000_000) + "s"
        }
    }

    /// How many times: `46`, `1.8`.
    package static func ratio(_ value: Double) -> String {
        value < 9.95 ? decimal(value, places: 1) : "\(Int(value.rounded()))"
    }

    /// A number with `places` digits behind the point.
    package static func decimal(_ value: Double, places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(scaled)" }
        let digits = "\(scaled % scale)"
        let zeros = String(repeating: "0", count: places - digits.count)
        return "\(sign)\(scaled / scale).\(zeros)\(digits)"
    }
}
