// SPDX-License-Identifier: Apache-2.0
import TestSupport

extension TestServer {
    /// Asks for `/` on a connection of its own and reads the head of the reply.
    func stream(_ method: String = "GET", version: String = "HTTP/1.1") throws -> StreamReader {
        let connection = try connect()
        try connection.send(Site.request(method, "/", version: version))
        return try StreamReader(connection)
    }
}
