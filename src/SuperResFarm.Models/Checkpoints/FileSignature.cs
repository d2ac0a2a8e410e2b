using System.Text;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Checkpoints;

/// <summary>What a model file is, told by its first bytes and never by its name.</summary>
internal enum FileSignature
{
    Unknown,
    Empty,
    Zip,
    LegacyTorch,
    Safetensors,
    Tar,
    LfsPointer,
    WebPage,
}

internal static class FileSignatures
{
    /// <summary>Bytes needed to tell: up to the end of the magic of a tar header.</summary>
    public const int HeadBytes = 262;

    public static FileSignature Of(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
            return FileSignature.Empty;
        if (head.StartsWith("PK\x03\x04"u8))
            return FileSignature.Zip;
        // Protocol 2, then the ten-byte number that opens every file of torch.save before 1.6.
        if (head.StartsWith((ReadOnlySpan<byte>)[0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19]))
            return FileSignature.LegacyTorch;
        // A header length that leaves the upper three of its eight bytes empty, then the JSON of the header.
        if (head.Length > 9 && head[5..8].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0]) && head[8] == '{'
            && "\"} \t\r\n"u8.Contains(head[9]))
            return FileSignature.Safetensors;
        if (head.StartsWith("version https://git-lfs"u8))
            return FileSignature.LfsPointer;
        if (head.Length >= HeadBytes && head[257..].StartsWith("ustar"u8))
            return FileSignature.Tar;
        var text = Encoding.Latin1.GetString(head).TrimStart();
        string[] openings = ["<!doctype", "<html"];
        return openings.Any(opening => text.StartsWith(opening, StringComparison.OrdinalIgnoreCase))
            ? FileSignature.WebPage
            : FileSignature.Unknown;
    }

    /// <returns>Why a file of this kind is no model.</returns>
    public static FarmException Refusal(this FileSignature signature) => ModelRefusal.Because(signature switch
    {
        FileSignature.Empty => "The model file is empty; download it again.",
        FileSignature.LfsPointer => "The model file is a Git LFS pointer, not the weights; fetch them with 'git lfs pull'.",
        FileSignature.WebPage => "The model file is a web page, not weights; download it with the direct link.",
        FileSignature.Tar =>
            "The model file is in PyTorch's old tar format, which cannot be read safely; save it again with a current torch.save.",
        _ => "The model file is neither a PyTorch checkpoint (.pth) nor safetensors nor an ONNX model (.onnx), or it is damaged.",
    });
}
