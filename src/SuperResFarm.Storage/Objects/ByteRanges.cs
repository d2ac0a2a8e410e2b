using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Storage.Objects;

/// <summary>Arithmetic of the bytes asked for.</summary>
internal static class ByteRanges
{
    /// <summary>Lets possible ranges pass.</summary>
    /// <exception cref="FarmException">The offset is negative, or the length below 1.</exception>
    public static void Check(ReadOptions options)
    {
        if (options.Offset < 0 || options.Length < 1)
            throw FarmException.Rejected(FailureCode.SettingsInvalid, "A read begins at byte 0 or later and takes at least 1 byte.");
    }

    /// <returns>How many bytes the range has in an object.</returns>
    /// <exception cref="FarmException">It begins behind the object's end. All of an empty object is no such range.</exception>
    public static long LengthIn(ObjectUri uri, ReadOptions options, long bytes) =>
        options.Offset >= bytes && !(options.IsWhole && bytes == 0) ? throw StoreFaults.BehindEnd(uri, options.Offset)
        : Math.Min(options.Length ?? long.MaxValue, bytes - options.Offset);
}
