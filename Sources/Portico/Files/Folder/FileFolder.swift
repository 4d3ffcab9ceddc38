// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent
import Logging

/// A folder whose files are served, and nothing outside of it.
///
/// The folder is opened once, so that it stays the same one when its path is given to another. Each file is
/// opened below it by the kernel's own rule (`openat2` with RESOLVE_BENEATH): neither a path nor a link, nor
/// a folder that becomes a link meanwhile, leads outside.
///
/// ```swift
/// let folder = try FileFolder(root: "Public")
/// let server = Server(handler: Handler(files: folder))
/// ```
/// Answering waits for the disk: it belongs on a Worker, never on the loop.
///
/// ## Topics
/// ### Making one
/// - ``init(root:options:)``
/// - ``options``
/// ### Answering
/// - ``response(to:context:)``
/// - ``response(to:path:context:disposition:)``
public final class FileFolder: Sendable {
    /// How the files are served.
    public let options: FileOptions
    let root: RootFolder
    private let descriptions = FileDescriptions()

    /// Opens the folder at `root`, from where the process is if the path is relative.
    ///
    /// - Throws: ``FileError`` when there is no such folder.
    public init(root: String, options: FileOptions = FileOptions()) throws(FileError) {
        self.options = options
        do throws(LibeventError) {
            self.root = try RootFolder(path: root, followsLinks: options.followsLinks)
        } catch {
            throw FileError(error, path: root)
        }
    }

    // MARK: On a Worker

    /// Answers a GET or HEAD with the file that the path of `request` names.
    ///
    /// - Throws: ``HTTPError`` when there is none (404), when it may not be read (403), when the system has no
    ///   descriptors left (503), and when the request's own conditions say so (412, 416).
    public func response(to request: Request, context: Context) throws -> Response {
        try response(to: request, encodedPath: request.path, context: context)
    }

    /// Answers with the file at `path`, still percent-encoded and below the root.
    func response(to request: Request, encodedPath path: String, context: Context) throws
        -> Response
    {
        guard let path = ServedPath(encoded: path, showsHidden: options.showsHiddenFiles) else {
            throw HTTPError(.notFound)
        }
        return try response(to: request, path, context, nil)
    }

    /// Answers with the file at `path`, decoded and below the root: what a route has captured, or a name of
    /// your own.
    ///
    /// - Throws: As ``response(to:context:)`` does.
    public func response(
        to request: Request, path: String, context: Context,
        disposition: ContentDisposition? = nil
    ) throws -> Response {
        guard let path = ServedPath(decoded: path, showsHidden: options.showsHiddenFiles) else {
            throw HTTPError(.notFound)
        }
        return try response(to: request, path, context, disposition)
    }

    private func response(
        to request: Request, _ path: ServedPath, _ context: Context,
        _ disposition: ContentDisposition?
    ) throws -> Response {
        if let found = try open(path.text, context) {
            switch found.status.kind {
            case .file where !path.endsWithSlash:
                return try reply(with: found, at: path.text, request, context, disposition)
            case .folder where !path.endsWithSlash:
                let query = request.query.map { "?\($0)" } ?? ""
                return Response(
                    status: .movedPermanently, headers: [.location: path.redirect + query])
            case .folder:
                if let response = try answer(
                    forFolder: found, path, request, context, disposition)
                {
                    return response
                }
            case .file, .link, .special:
                break
            }
        }
        return try fallBack(from: path, request, context)
    }

    /// Answers with the index of a folder, or its listing; nil if it has neither.
    private func answer(
        forFolder folder: OpenFile, _ path: ServedPath, _ request: Request, _ context: Context,
        _ disposition: ContentDisposition?
    ) throws -> Response? {
        if let index = options.index {
            let name = (path.parts + [index]).joined(separator: "/")
            if let file = try open(name, context), file.status.kind == .file {
                return try reply(with: file, at: name, request, context, disposition)
            }
        }
        guard options.listsFolders else { return nil }
        return try FolderPage(folder, path, in: self, context).response()
    }

    /// What is answered where nothing is.
    private func fallBack(
        from path: ServedPath, _ request: Request, _ context: Context
    ) throws -> Response {
        guard let fallback = options.fallback, path.parts.last?.contains(".") != true,
            let file = try open(fallback, context), file.status.kind == .file
        else { throw HTTPError(.notFound) }
        return try reply(with: file, at: fallback, request, context, nil)
    }

    private func reply(
        with file: OpenFile, at path: String, _ request: Request, _ context: Context,
        _ disposition: ContentDisposition?
    ) throws -> Response {
        let (file, coding) =
            options.servesPrecompressed
            ? precompressed(file, path, request, context) : (file, .identity)
        var reply = FileReply(file, name: path, coding: coding)
        reply.cache = options.cachePolicy(for: path)
        reply.disposition = disposition
        reply.varies = options.servesPrecompressed
        reply.descriptions = descriptions
        return try reply.response(to: request)
    }

    /// The smallest form of a file that the client accepts.
    private func precompressed(
        _ file: OpenFile, _ path: String, _ request: Request, _ context: Context
    ) -> (OpenFile, ContentCoding) {
        guard let accepted = request.value(of: .acceptEncoding) else { return (file, .identity) }
        for coding in AcceptEncoding(accepted).preferred
        where coding != .identity {
            // What cannot be opened has been logged, and the file itself is sent.
            guard let form = try? open(path + coding.suffix, context), form.status.kind == .file,
                !form.status.isOlder(than: file.status)
            else { continue }
            return (form, coding)
        }
        return (file, .identity)
    }

    /// Opens what is at `path` below the root; nil when there is nothing to serve.
    func open(_ path: String, _ context: Context) throws -> OpenFile? {
        do throws(LibeventError) {
            let file = try root.open(path)
            if file.status.kind == .special {
                context.logger.info(
                    "a path leads to nothing that may be served",
                    metadata: ["path": "\(path)", "reason": "a device, a FIFO or a socket"])
            }
            return file
        } catch {
            try FileRefusal.handle(error, path: path, context)
            return nil
        }
    }
}

extension FileStatus {
    /// Whether it was last written before the other.
    fileprivate func isOlder(than other: FileStatus) -> Bool {
        (modified.seconds, modified.nanoseconds)
            < (other.modified.seconds, other.modified.nanoseconds)
    }
}
