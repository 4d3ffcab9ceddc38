// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

extension Report {
    /// The whole report as JSON.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads what ``json()`` has written.
    package init(json: String) throws {
        self = try JSONDecoder().decode(Report.self, from: Data(json.utf8))
    }
}
