using NetVips;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Imaging.Codecs;

/// <summary>Turns what an encoder or the file system says into a failure with a code.</summary>
internal static class EncodeFailures
{
    // errno ENOSPC and EDQUOT, which .NET carries in the low part of HResult.
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public static FarmException From(ImageFormat format, VipsException cause)
    {
        if (VipsText.SaysFull(cause))
            return Full(cause);
        var reason = VipsText.Reason(cause, format);
        return FarmException.Rejected(FailureCode.OutputUnwritable,
            $"The {FormatNames.Spelled(format)} result cannot be written{(reason is null ? "" : $" ({reason})")}; check the folder or choose another format.", cause);
    }

    public static FarmException From(Exception cause) => (cause.HResult & 0xFFFF) is NoSpace or QuotaExceeded
        ? Full(cause)
        : FarmException.Rejected(FailureCode.OutputUnwritable,
            "The result cannot be written there; check that the folder exists and may be written to.", cause);

    private static FarmException Full(Exception cause) =>
        FarmException.Rejected(FailureCode.StorageFull, "The disk for the result is full; free space or choose another folder.", cause);
}
