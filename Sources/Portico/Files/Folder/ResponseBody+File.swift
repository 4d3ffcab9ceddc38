// SPDX-License-Identifier: Apache-2.0

extension ResponseBody {
    /// Content that is too long to be read at once: it is sent a part at a time.
    ///
    /// A file that becomes shorter meanwhile breaks the reply off, and one that grows is sent as far as was
    /// announced.
    init(streaming content: FileContent, contentType: String) {
        self.init(contentType: contentType, length: content.count) { writer in
            try content.write(to: writer)
        }
    }
}
