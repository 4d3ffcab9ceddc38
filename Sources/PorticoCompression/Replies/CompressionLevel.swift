// SPDX-License-Identifier: Apache-2.0

/// How much time is spent on making replies small.
public struct CompressionLevel: Sendable, Hashable {
    /// The level of zlib, for gzip and deflate: 1 to 9.
    public let zlib: Int
    /// The quality of brotli: 0 to 11.
    public let brotli: Int

    /// Takes the libraries' own measures.
    ///
    /// - Precondition: `zlib` is 1 to 9, and `brotli` 0 to 11.
    public init(zlib: Int, brotli: Int) {
        precondition(1...9 ~= zlib, "zlib has no level \(zlib); choose 1 to 9")
        precondition(0...11 ~= brotli, "brotli has no quality \(brotli); choose 0 to 11")
        self.zlib = zlib
        self.brotli = brotli
    }

    /// The least time: zlib 1, brotli 1.
    public static let fastest = CompressionLevel(zlib: 1, brotli: 1)
    /// What most servers take: zlib 6, brotli 4.
    public static let balanced = CompressionLevel(zlib: 6, brotli: 4)
    /// The smallest replies that can be made while a client waits: zlib 9, brotli 9.
    public static let smallest = CompressionLevel(zlib: 9, brotli: 9)
}
