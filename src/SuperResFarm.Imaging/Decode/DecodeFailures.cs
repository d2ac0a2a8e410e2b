using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Decode;

/// <summary>Turns what a decoder says into a failure with a code.</summary>
internal static class DecodeFailures
{
    // How decoders word it that a file is sound but of a kind they do not read (64-bit samples, a codec left out of the build).
    private static readonly string[] _beyond = ["unsupported", "not supported", "samples out of range"];

    /// <summary>A decoder's complaint: the file is damaged, or of a kind inside its format that we do not read.</summary>
    public static FarmException Decoder(ImageFormat format, VipsException cause, IReadOnlyList<string> remarks)
    {
        var reason = VipsText.Reason(cause, format) ?? (remarks.Count > 0 ? remarks[0] : null);
        var (name, because) = (FormatNames.Spelled(format), reason is null ? "" : $" ({reason})");
        return reason is not null && Array.Exists(_beyond, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? FarmException.Rejected(FailureCode.SourceUnsupported, $"The {name} image is of a kind that is not read{because}. Convert it to 8 or 16 bits gray or RGB.", cause)
            : FarmException.Rejected(FailureCode.SourceCorrupt, $"The {name} image is damaged{because}. Send an intact copy.", cause);
    }

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
}
