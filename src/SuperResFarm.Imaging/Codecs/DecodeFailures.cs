using NetVips;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Imaging.Codecs;

/// <summary>Turns what a decoder says into a failure with a code.</summary>
internal static class DecodeFailures
{
    public static FarmException Corrupt(ImageFormat format, VipsException cause, IReadOnlyList<string> remarks) =>
        FarmException.Rejected(FailureCode.SourceCorrupt,
            $"The {FormatNames.Spelled(format)} image is damaged{Reason(format, cause, remarks)}. Send an intact copy.", cause);

    public static FarmException TemporaryFull(VipsException cause) => FarmException.Rejected(FailureCode.StorageFull,
        "There is no room to turn the image upright; free space in the temporary folder or point TMPDIR elsewhere.", cause);

    public static FarmException Unsupported(string what, string remedy) =>
        FarmException.Rejected(FailureCode.SourceUnsupported, $"The source is {what}, which is not supported; {remedy}.");

    public static FarmException Unreadable(Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException =>
            FarmException.Rejected(FailureCode.SourceMissing, "The source file does not exist; check its name.", cause),
        UnauthorizedAccessException =>
            FarmException.Rejected(FailureCode.SourceUnreadable, "The source may not be read, or is a folder; check its permissions.", cause),
        _ => FarmException.Rejected(FailureCode.SourceUnreadable, "The source cannot be read; check the disk it lies on.", cause),
    };

    private static string Reason(ImageFormat format, VipsException cause, IReadOnlyList<string> remarks)
    {
        var reason = VipsText.Reason(cause, format) ?? (remarks.Count > 0 ? remarks[0] : null);
        return reason is null ? "" : $" ({reason})";
    }
}
