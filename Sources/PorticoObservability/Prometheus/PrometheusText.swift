// SPDX-License-Identifier: Apache-2.0
#if Observability
    /// Names, labels and numbers as the text format 0.0.4 of Prometheus wants them.
    enum PrometheusText {
        static let contentType = "text/plain; version=0.0.4; charset=utf-8"

        /// `label` as a name: what may not stand in one becomes `_`.
        static func name(_ label: String) -> String {
            sanitized(label) { $0 == UInt8(ascii: ":") }
        }

        /// The name of a dimension; `le` is for the buckets of histograms, and `__` for Prometheus.
        static func labelName(_ dimension: String) -> String {
            let name = sanitized(dimension) { _ in false }
            if name == "le" || name == "quantile" { return "_\(name)" }
            return name.hasPrefix("__") ? "label\(name)" : name
        }

        private static func sanitized(_ text: String, _ allows: (UInt8) -> Bool) -> String {
            var bytes = text.utf8.map { byte -> UInt8 in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    byte
                default: allows(byte) ? byte : UInt8(ascii: "_")
                }
            }
            if let first = bytes.first, first >= UInt8(ascii: "0"), first <= UInt8(ascii: "9") {
                bytes.insert(UInt8(ascii: "_"), at: 0)
            }
            return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
        }

        /// The labels of a series, without braces: `method="GET",route="/a"`, in the order of their names.
        static func labels(_ dimensions: [(String, String)]) -> String {
            var values: [String: String] = [:]
            // Of two that have the same name, the later one counts.
            for (name, value) in dimensions { values[labelName(name)] = value }
            return values.sorted { $0.key < $1.key }
                .map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }
                .joined(separator: ",")
        }

        /// `text` on one line, with its backslashes escaped; where quotes are around it, those as well.
        static func escaped(_ text: String, quotes: Bool) -> String {
            var escaped = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\\": escaped += "\\\\"
                case "\n": escaped += "\\n"
                case "\"" where quotes: escaped += "\\\""
                default: escaped.unicodeScalars.append(scalar)
                }
            }
            return escaped
        }

        /// A value as Go reads it.
        static func number(_ value: Double) -> String {
            if value.isNaN { return "NaN" }
            if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
            let whole = Int64(exactly: value)
            return whole.map { "\($0)" } ?? "\(value)"
        }
    }
#endif
