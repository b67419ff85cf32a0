internal import Host

/// Where a block of a run belongs.
struct BlockName: Equatable {
    let table: IndexTable
    let run: UInt32
    let block: UInt32

    /// The key that it has in its table.
    var key: InlineArray<9, UInt8> {
        InlineArray { place in
            switch place {
            case 0: 1
            case 1...4: UInt8(truncatingIfNeeded: run >> UInt32(8 * (4 - place)))
            default: UInt8(truncatingIfNeeded: block >> UInt32(8 * (8 - place)))
            }
        }
    }

    static let keySize = 9

    /// The keys of several blocks, one after another.
    static func keys(_ names: [BlockName]) -> [UInt8] {
        [UInt8](room: names.count * keySize) { out in
            for name in names {
                let key = name.key
                for index in key.indices { out.append(key[index]) }
            }
        }
    }

    /// A number spread over all bits, which other blocks have by chance only.
    @inline(__always)
    var weight: UInt64 {
        (UInt64(run) &<< 32 | UInt64(block)) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(table.rawValue) &* 0xAEF1_7502_108E_F2D9
    }
}
