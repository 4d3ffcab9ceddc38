// SPDX-License-Identifier: Apache-2.0

/// What a client can decode, RFC 9110 §12.5.3.
package struct AcceptEncoding: Equatable {
    /// Thousandths, by lower-case name.
    private var qualities: [String: Int] = [:]

    /// Reads the value of the field; without one, everything is acceptable, and identity is what to send.
    ///
    /// Members that are malformed are left out.
    package init(_ text: String?) {
        for member in (text ?? "").split(separator: ",") {
            let parts = member.split(separator: ";", omittingEmptySubsequences: false)
            let name = parts[0].trimmingBlanks.lowercased()
            guard !name.isEmpty, let quality = Self.quality(parts.dropFirst()) else { continue }
            // RFC 9110 §8.4.1.3
            qualities[name == "x-gzip" ? "gzip" : name] = quality
        }
    }

    /// The codings that may be sent, the best first; identity is always there, if only as the last resort.
    var preferred: [ContentCoding] {
        ranked(ContentCoding.allCases.filter { $0 != .identity }) + [.identity]
    }

    /// Those of `codings` that may be sent and are not wanted less than identity, the best first; of equal
    /// ones, the first.
    package func ranked<Coding: RawRepresentable<String>>(_ codings: [Coding]) -> [Coding] {
        let least = max(1, quality(of: "identity"))
        // Sorting is stable.
        return codings.filter { quality(of: $0.rawValue) >= least }
            .sorted { quality(of: $0.rawValue) > quality(of: $1.rawValue) }
    }

    private func quality(of coding: String) -> Int {
        if let quality = qualities[coding] ?? qualities["*"] { return quality }
        // Not listed is not acceptable, but for identity, which is the least wanted then.
        return coding == "identity" ? 1 : 0
    }

    /// `q=0.5` among the parameters; 1 without it.
    private static func quality(_ parameters: ArraySlice<Substring>) -> Int? {
        for parameter in parameters {
            guard let (name, value) = parameter.parameter, name == "q" else { continue }
            return thousandths(value)
        }
        return 1000
    }

    /// RFC 9110 §12.4.2: from 0 to 1, with at most three digits after the point.
    static func thousandths(_ text: Substring) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0] == "0" || parts[0] == "1" else { return nil }
        let digits = parts.count == 2 ? parts[1] : ""
        guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return nil
        }
        let fraction = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
        let value = (parts[0] == "1" ? 1000 : 0) + fraction
        return value <= 1000 ? value : nil
    }
}
