// SPDX-License-Identifier: Apache-2.0
import Foundation
import SystemPackage

/// What a person or a program reads about duplicates.
enum DuplicatesText {
    /// A path per line, an empty line after each group.
    static func paths(_ found: Duplicates) -> String {
        found.groups.map { group in
            group.map { "\($0.path)\n" }.joined() + "\n"
        }.joined()
    }

    /// The same as one object in JSON, on one line.
    static func json(_ found: Duplicates) throws -> String {
        struct Group: Encodable {
            let bytes: Int
            let files: [String]
        }
        struct Unread: Encodable {
            let path, reason: String
        }
        struct Object: Encodable {
            let groups: [Group]
            let unread: [Unread]
        }
        let object = Object(
            groups: found.groups.map { Group(bytes: $0[0].bytes, files: $0.map(\.path.string)) },
            unread: found.problems.map { Unread(path: $0.path.string, reason: $0.reason) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(object), as: UTF8.self) + "\n"
    }

    /// How much was looked at, found and left out, in one line.
    static func summary(_ found: Duplicates) -> String {
        let copies = found.groups.reduce(0) { $0 + $1.count - 1 }
        let bytes = found.groups.reduce(0) { $0 + ($1.count - 1) * $1[0].bytes }
        let left = [
            (found.leftOut.empty, "empty file"), (found.leftOut.links, "link"),
            (found.leftOut.special, "special file"), (found.problems.count, "unreadable"),
        ].filter { $0.0 > 0 }.map { $0.1 == "unreadable" ? "\($0.0) \($0.1)" : count($0.0, $0.1) }
        return "\(count(found.files, "file")) in \(count(found.folders, "folder")): "
            + "\(count(copies, "needless copy", "needless copies")) of "
            + "\(count(found.groups.count, "file")), \(size(bytes))"
            + (left.isEmpty ? "" : "; left out: " + left.joined(separator: ", "))
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    private static func size(_ bytes: Int) -> String {
        var (value, unit) = (Double(bytes), "bytes")
        for larger in ["kB", "MB", "GB", "TB"] where value >= 1_000 {
            (value, unit) = (value / 1_000, larger)
        }
        return unit == "bytes" ? "\(bytes) bytes" : "\((value * 10).rounded() / 10) \(unit)"
    }
}
