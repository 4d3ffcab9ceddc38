// SPDX-License-Identifier: Apache-2.0
import PorticoPool
import SystemPackage

/// The steps of one search for duplicates: from all files to groups of equal ones.
struct DuplicateSieve: ~Copyable {
    private let pool: ThreadPool
    private var progress: ProgressLine
    private var found = Duplicates()

    init(pool: ThreadPool, progress: consuming ProgressLine) {
        self.pool = pool
        self.progress = progress
    }

    /// Finds all files, level by level: a job for each folder.
    mutating func gather(below root: FilePath) throws -> [FoundFile] {
        var (files, level) = ([FoundFile](), [root])
        while !level.isEmpty {
            found.folders += level.count
            let listings = try inParallel("reading folders", level, cost: { _ in 1 << 16 }) {
                .success(FolderListing(of: $0))
            }
            level = []
            for case .success(let listing) in listings {
                files += listing.files
                level += listing.folders
                found.problems += listing.problems
                found.leftOut.empty += listing.leftOut.empty
                found.leftOut.links += listing.leftOut.links
                found.leftOut.special += listing.leftOut.special
            }
        }
        files.sort { $0.path.string < $1.path.string }
        // A second name of the same file takes no room.
        var seen: Set<FoundFile.Identity> = []
        let distinct = files.filter { seen.insert($0.version.identity).inserted }
        found.leftOut.links += files.count - distinct.count
        found.files = distinct.count
        return distinct
    }

    /// Finds the groups of files with equal content.
    mutating func sift(_ files: [FoundFile]) throws -> [[FoundFile]] {
        let bySize = Self.groups(files, by: \.bytes)
        let byHead = try split(bySize.flatMap { $0 }, isHead: true)
        // A pair is read once to be compared, so a digest of it would save nothing.
        let isKnown = { (group: [FoundFile]) in
            group.count == 2 || group[0].bytes <= FileContent.headBytes
        }
        let many = byHead.filter { !isKnown($0) }.flatMap { $0 }
        return try confirm(byHead.filter(isKnown) + split(many, isHead: false))
    }

    /// What was found, in an order that does not depend on the threads.
    func result(_ groups: [[FoundFile]]) -> Duplicates {
        var result = found
        result.groups = groups.sorted {
            ($1[0].bytes, $0[0].path.string) < ($0[0].bytes, $1[0].path.string)
        }
        result.problems = Set(found.problems).sorted { $0.path.string < $1.path.string }
        return result
    }

    /// The groups of files that agree in size and digest.
    private mutating func split(_ files: [FoundFile], isHead: Bool) throws -> [[FoundFile]] {
        struct Key: Hashable {
            let bytes, digest: Int
        }
        let title = isHead ? "looking at heads" : "reading files"
        let digests = try inParallel(
            title, files, cost: { isHead ? FileContent.headBytes : $0.bytes }
        ) { file in
            Result { () throws(FileProblem) in try FileContent.digest(of: file, isHead: isHead) }
        }
        let pairs = zip(files, digests).compactMap { file, digest in
            note(digest).map { (file: file, key: Key(bytes: file.bytes, digest: $0)) }
        }
        return Self.groups(pairs, by: \.key).map { $0.map(\.file) }
    }

    /// The groups of files with equal bytes: each is compared with the first of its group, and those
    /// that differ are a group of their own in the next round.
    private mutating func confirm(_ candidates: [[FoundFile]]) throws -> [[FoundFile]] {
        var (equal, open) = ([[FoundFile]](), candidates)
        while !open.isEmpty {
            let pairs = open.flatMap { group in group.dropFirst().map { (group[0], $0) } }
            let answers = try inParallel("comparing", pairs, cost: { 2 * $0.0.bytes }) { pair in
                Result { () throws(FileProblem) in try FileContent.areEqual(pair.0, pair.1) }
            }
            var remaining = answers[...]
            var next: [[FoundFile]] = []
            for group in open {
                var (same, others) = ([group[0]], [FoundFile]())
                for (file, answer) in zip(group.dropFirst(), remaining.prefix(group.count - 1)) {
                    switch answer {
                    case .success(true): same.append(file)
                    case .success(false): others.append(file)
                    // The first cannot be read: the others are compared without it.
                    case .failure(let problem) where problem.path != file.path: others.append(file)
                    case .failure: break
                    }
                    note(answer)
                }
                remaining = remaining.dropFirst(group.count - 1)
                if same.count > 1 { equal.append(same) }
                if others.count > 1 { next.append(others) }
            }
            open = next
        }
        return equal
    }

    /// The value, or nil after the problem has been noted.
    @discardableResult
    private mutating func note<Value>(_ result: Result<Value, FileProblem>) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let problem):
            found.problems.append(problem)
            return nil
        }
    }

    /// Groups of two and more with the same key, each in the order of the elements.
    private static func groups<Element, Key: Hashable>(
        _ elements: [Element], by key: (Element) -> Key
    ) -> [[Element]] {
        Dictionary(grouping: elements, by: key).values.filter { $0.count > 1 }
    }

    /// Does `work` for every element, on the Workers, and returns the results in the same order.
    ///
    /// A job takes several elements that cost little, because a million handles take memory.
    private mutating func inParallel<Element: Sendable, Value: Sendable>(
        _ title: String, _ elements: [Element], cost: (Element) -> Int,
        _ work: @escaping @Sendable (Element) -> Result<Value, FileProblem>
    ) throws -> [Result<Value, FileProblem>] {
        var (handles, start, sum) = ([JobHandle<[Result<Value, FileProblem>]>](), 0, 0)
        for (index, element) in elements.enumerated() {
            sum += cost(element)
            guard sum >= 1 << 20 || index == elements.count - 1 else { continue }
            let share = elements[start...index]
            handles.append(try pool.submit { share.map(work) })
            (start, sum) = (index + 1, 0)
        }
        var results: [Result<Value, FileProblem>] = []
        for handle in handles {
            results += try handle.get()
            progress.show(title, results.count, of: elements.count)
        }
        return results
    }
}
