/// The exit codes, from sysexits(3).
enum ExitStatus: Int32 {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case software = 70
    case cannotCreate = 73
    case ioError = 74
    case temporary = 75
    case permission = 77
    case configuration = 78
}
