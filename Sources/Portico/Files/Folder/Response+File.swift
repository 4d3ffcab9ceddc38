// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

extension Response {
    /// Answers a GET or HEAD with the file at `path`, with ranges, conditions and all.
    ///
    /// For paths of the program's own: they may lead anywhere, over links, too. What comes from a client
    /// belongs into ``FileFolder/response(to:path:context:disposition:)``. Waits for the disk.
    ///
    /// - Throws: As ``FileFolder/response(to:context:)`` does.
    public init(
        file path: String, to request: Request, context: Context,
        disposition: ContentDisposition? = nil, cache: CachePolicy = .revalidate
    ) throws {
        let file: OpenFile
        do throws(LibeventError) {
            file = try OpenFile(path: path)
        } catch {
            try FileRefusal.handle(error, path: path, context)
            throw HTTPError(.notFound)
        }
        guard file.status.kind == .file else { throw HTTPError(.notFound) }
        var reply = FileReply(file, name: path)
        reply.disposition = disposition
        reply.cache = cache
        self = try reply.response(to: request)
    }
}
