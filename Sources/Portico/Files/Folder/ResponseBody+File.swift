// SPDX-License-Identifier: Apache-2.0

extension ResponseBody {
    /// Content that is too long to be read at once: the one place where it becomes a body.
    init(streaming content: FileContent, contentType: String) throws {
        var all: [UInt8] = []
        all.reserveCapacity(content.count)
        try content.write { all += $0 }
        self.init(all, contentType: contentType)
    }
}
