// SPDX-License-Identifier: Apache-2.0
#if Hummingbird
    // What a program needs beside Hummingbird's names, and no name that both have: Router, Request.
    @_exported import struct Portico.BodyPolicy
    @_exported import struct Portico.Configuration
    @_exported import struct Portico.Engine
    @_exported import struct Portico.Limits
    @_exported import class Portico.Server
#endif
