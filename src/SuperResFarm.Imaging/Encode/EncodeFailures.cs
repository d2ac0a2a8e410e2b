using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Encode;

/// <summary>Turns what an encoder or the file system says into a failure with a code.</summary>
internal static class EncodeFailures
{
    private const int ProbeBytes = 1 << 16;

    public static FarmException From(ImageFormat format, VipsException cause, string path)
    {
        if (VipsText.SaysFull(cause) || IsFull(path))
            return Full(cause);
        var reason = VipsText.Reason(cause, format);
        return FarmException.Rejected(FailureCode.OutputUnwritable,
            $"The {FormatNames.Spelled(format)} result cannot be written{(reason is null ? "" : $" ({reason})")}; check the folder or choose another format.", cause);
    }

    public static FarmException From(Exception cause) => cause.SaysFull()
        ? Full(cause)
        : FarmException.Rejected(FailureCode.OutputUnwritable,
            "The result cannot be written there; check that the folder exists and may be written to.", cause);

    // libvips has one error text for all threads: when several images fail at once, the words may be with another of them.
    private static bool IsFull(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
            file.Write(new byte[ProbeBytes]);
            file.Flush(flushToDisk: true);
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.SaysFull();
        }
    }

    private static FarmException Full(Exception cause) =>
        FarmException.Rejected(FailureCode.StorageFull, "The disk for the result is full; free space or choose another folder.", cause);
}
