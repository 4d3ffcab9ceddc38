// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The files that reports are kept in.
package enum ReportFile {
    /// The report in a file that was written with `--json`.
    package static func read(_ path: String) throws(CompareError) -> Report {
        do {
            return try Report(json: String(contentsOfFile: path, encoding: .utf8))
        } catch {
            throw CompareError.cannotRead(path: path, reason: "\(error)")
        }
    }

    /// Writes a report, or a page of it.
    package static func write(_ text: String, to path: String) throws(CompareError) {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw CompareError.cannotWrite(path: path, reason: "\(error)")
        }
    }
}
