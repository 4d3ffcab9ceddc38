// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Libevent

/// A page that lists what lies in a folder.
struct FolderPage {
    /// More than anyone reads, and a page of some megabytes.
    static let maxEntries = 5000

    /// A line of the list.
    struct Line: Equatable {
        let name: String
        let isFolder: Bool
        /// Nil for folders.
        let bytes: Int?
        /// Seconds since 1970.
        let modified: Int
    }

    private let path: ServedPath
    private let lines: [Line]
    private let isCut: Bool

    /// Reads `folder`, which is at `path` below the root of `files`.
    init(
        _ folder: OpenFile, _ path: ServedPath, in files: FileFolder, _ context: Context
    ) throws {
        self.path = path
        let entries = try folder.entries(atMost: Self.maxEntries)
        isCut = entries.count == Self.maxEntries
        let shown = entries.filter { entry in
            ServedPath(
                decoded: (path.parts + [entry.name]).joined(separator: "/"),
                showsHidden: files.options.showsHiddenFiles) != nil
        }
        lines =
            shown
            .compactMap { Self.line($0, path, files, context) }
            .sorted(by: Self.isBefore)
    }

    init(_ path: ServedPath, _ lines: [Line]) {
        self.path = path
        self.lines = lines.sorted(by: Self.isBefore)
        isCut = false
    }

    /// What is shown of an entry: of a link, what it leads to; nil for what would not be served.
    private static func line(
        _ entry: OpenFile.Entry, _ path: ServedPath, _ files: FileFolder, _ context: Context
    ) -> Line? {
        var status = entry.status
        if status.kind == .link {
            let target = (path.parts + [entry.name]).joined(separator: "/")
            // A link that cannot be followed is not served, and not shown either.
            guard let file = try? files.root.open(target) else { return nil }
            status = file.status
        }
        guard status.kind == .file || status.kind == .folder else { return nil }
        return Line(
            name: entry.name, isFolder: status.kind == .folder,
            bytes: status.kind == .file ? status.bytes : nil, modified: status.modified.seconds)
    }

    /// Folders first, then by name as people sort: `a`, `B`, `c`.
    private static func isBefore(_ one: Line, _ other: Line) -> Bool {
        guard one.isFolder == other.isFolder else { return one.isFolder }
        let (left, right) = (one.name.lowercased(), other.name.lowercased())
        return left == right ? one.name < other.name : left < right
    }

    /// The page, which loads nothing and runs nothing.
    func response() -> Response {
        Response(
            headers: [
                .cacheControl: "no-cache",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'",
            ],
            body: .html(html))
    }

    var html: String {
        let title = "/" + path.parts.map { "\($0)/" }.joined()
        let up = path.parts.isEmpty ? "" : Self.row(href: "../", name: "..", isFolder: true)
        let rows = lines.map(Self.row).joined()
        let nothing = lines.isEmpty ? "<p>Nothing lies here.</p>\n" : ""
        let cut = isCut ? "<p>The list ends here: there is more.</p>\n" : ""
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(HTMLText.escaped(title))</title>
            <style>
            \(FolderPageStyle.css)
            </style>
            </head>
            <body>
            <main>
            <h1>\(breadcrumbs)</h1>
            <ul>
            \(up)\(rows)</ul>
            \(nothing)\(cut)</main>
            </body>
            </html>

            """
    }

    /// The folders on the way, each a link.
    private var breadcrumbs: String {
        var text = ""
        for (index, part) in ([""] + path.parts).enumerated() {
            let ups = path.parts.count - index
            let name = index == 0 ? "root" : HTMLText.escaped(part)
            text +=
                ups == 0
                ? "<span>\(name)</span>"
                : "<a href=\"\(String(repeating: "../", count: ups))\">\(name)</a> / "
        }
        return text
    }

    private static func row(_ line: Line) -> String {
        // A dot in front, as a colon in the name would make a scheme of it.
        let href = "./\(PercentEncoding.encode(pathPart: line.name))\(line.isFolder ? "/" : "")"
        return row(
            href: href, name: line.name, isFolder: line.isFolder,
            size: line.bytes.map(FileSize.text) ?? "", date: FileDate.text(line.modified))
    }

    private static func row(
        href: String, name: String, isFolder: Bool, size: String = "", date: String = ""
    ) -> String {
        let kind = isFolder ? "folder" : "file"
        return "<li class=\"\(kind)\"><a href=\"\(HTMLText.escaped(href))\">"
            + "<span class=\"name\">\(HTMLText.escaped(name))\(isFolder ? "/" : "")</span>"
            + "<span class=\"date\">\(date)</span><span class=\"size\">\(size)</span></a></li>\n"
    }
}
