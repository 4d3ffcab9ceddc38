// SPDX-License-Identifier: Apache-2.0

import Foundation

/// How many pages of memory this process has, from `/proc/self/statm`; 0 where there is none.
func residentPages() -> Int {
    let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(
        separator: " ")
    guard let fields, fields.count > 1 else { return 0 }
    return Int(fields[1]) ?? 0
}
